"""The few ways in which the consortium says no, each with a stable code and a sentence for people."""

from collections.abc import Mapping, Sequence
from typing import Any


class ConsortiumError(Exception):
    """A refusal that people can read; doors map its class to a status and show its code and sentence."""

    code = "refused"
    sentence = "This cannot be done."

    def __init__(self, sentence: str = "", *, code: str = "") -> None:
        self.code = code or type(self).code
        self.sentence = sentence or type(self).sentence
        super().__init__(self.sentence)


class NotFound(ConsortiumError):
    """The record does not exist, or belongs to somebody else: the two are told alike."""

    code = "not_found"
    sentence = "There is no such record."


class NotSignedIn(ConsortiumError):
    """Nobody is known to be asking."""

    code = "not_signed_in"
    sentence = "Sign in first."


class NotAllowed(ConsortiumError):
    """The viewer's roles do not include this act."""

    code = "not_allowed"
    sentence = "Your role does not include this."


class TooManyTries(ConsortiumError):
    """The account was tried too often within a minute."""

    code = "too_many_tries"
    sentence = "Too many tries for this account. Wait a minute and try again."


class QueueFull(ConsortiumError):
    """So much waits already that nothing more is taken; the same request may succeed later."""

    code = "queue_full"
    sentence = "Too much waits already. Nothing was kept; try again later."


class RuleBroken(ConsortiumError):
    """A rule of the consortium forbids the change; the sentence says what would be allowed."""

    code = "rule_broken"


class Conflict(ConsortiumError):
    """Somebody else changed the record meanwhile, or already holds what was asked for."""

    code = "conflict"
    sentence = "This record was changed meanwhile. Read it again, then repeat your change."


class Invalid(ConsortiumError):
    """Values that cannot be recorded: for each field, the sentences that say why."""

    code = "invalid"
    sentence = "Some values cannot be recorded."

    def __init__(self, fields: Mapping[str, Sequence[str]], *, sentence: str = "") -> None:
        super().__init__(sentence)
        self.fields: dict[str, list[str]] = {name: list(reasons) for name, reasons in fields.items()}

    def __str__(self) -> str:
        return " ".join(f"{name}: {reason}" for name, reasons in self.fields.items() for reason in reasons)


class BadRows(ConsortiumError):
    """A spreadsheet of which nothing was taken: one fault for each thing to mend."""

    code = "bad_rows"
    sentence = "The sheet has rows that cannot be taken."

    def __init__(self, faults: Sequence[Any]) -> None:
        super().__init__()
        self.faults = list(faults)

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults) or self.sentence


class Unavailable(ConsortiumError):
    """The database is locked, full or away; the same request may succeed shortly."""

    code = "unavailable"
    sentence = "The records are busy or out of reach. Nothing was changed; try again shortly."


# What each refusal is to every door that speaks HTTP; the first that fits.
STATUSES: tuple[tuple[type[ConsortiumError], int], ...] = (
    (NotSignedIn, 401),
    (NotAllowed, 403),
    (NotFound, 404),
    (Conflict, 409),
    (RuleBroken, 409),
    (BadRows, 422),
    (Invalid, 422),
    (TooManyTries, 429),
    (QueueFull, 429),
    (Unavailable, 503),
    (ConsortiumError, 409),
)


def status_of(error: ConsortiumError) -> int:
    """The number under which doors answer with a refusal."""
    return next(status for kind, status in STATUSES if isinstance(error, kind))

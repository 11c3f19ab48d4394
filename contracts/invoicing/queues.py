"""Queues: of each exception what it is called, who has to act, what would put it right, and what may be decided."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from contracts.reconciling.codes import Code


class Owner(StrEnum):
    """Which organisation has to act."""

    AGENCY = "agency"
    AUTHORITY = "authority"
    COORDINATOR = "coordinator"


class Outcome(StrEnum):
    """What a person decides on a line that does not agree."""

    ACCEPTED = "accepted"  # what is billed is paid, difference and all
    PAID_IN_PART = "paid_in_part"  # what is expected is paid; a credit note is asked for the rest
    REJECTED = "rejected"  # nothing is paid; a credit note is asked for the whole
    SET_ASIDE = "set_aside"  # billed before: nothing is paid, and nothing asked
    TAKEN_BACK = "taken_back"  # the decision before this one holds no more


PAYING = frozenset({Outcome.ACCEPTED, Outcome.PAID_IN_PART})
_VARIANCE = frozenset({Outcome.ACCEPTED, Outcome.PAID_IN_PART, Outcome.REJECTED})
_UNPAID = frozenset({Outcome.REJECTED})
_REPEAT = frozenset({Outcome.REJECTED, Outcome.SET_ASIDE})
_CREDIT = frozenset({Outcome.ACCEPTED, Outcome.REJECTED})


@dataclass(frozen=True)
class Queue:
    """One exception's queue: its name, its owner, the next step of that owner, and the outcomes that fit it."""

    name: str
    owner: Owner
    step: str
    outcomes: frozenset[Outcome]


# The first of a line's exceptions in this order says in which queue it stands: what is to be put right first.
QUEUES: dict[Code, Queue] = {
    Code.UNKNOWN_PLACEMENT: Queue(
        "No order for it", Owner.AGENCY, "Credit the line and bill it under the reference of its placement.", _UNPAID
    ),
    Code.WRONG_SUPPLIER: Queue(
        "Billed by another agency",
        Owner.AGENCY,
        "Credit the line: the placement was bought of another agency.",
        _UNPAID,
    ),
    Code.WRONG_AUTHORITY: Queue(
        "Billed to another authority", Owner.AGENCY, "Credit the line and bill the authority that placed.", _UNPAID
    ),
    Code.DUPLICATE: Queue("Billed twice", Owner.AGENCY, "Credit the line that was billed before.", _REPEAT),
    Code.CREDIT_OVER_ORIGINAL: Queue(
        "Credits more than was billed",
        Owner.AGENCY,
        "Name the days and the charge of the line that is credited.",
        _CREDIT,
    ),
    Code.NOT_CONFIRMED: Queue(
        "Not confirmed",
        Owner.AUTHORITY,
        "Confirm the days or the hours together with the agency, if they were.",
        _UNPAID,
    ),
    Code.NOT_IN_TARIFF: Queue(
        "Not in the tariff", Owner.COORDINATOR, "Record the price that was agreed, or say that none was.", _VARIANCE
    ),
    Code.GROUP_BILLED_AS_SINGLES: Queue(
        "Siblings billed one by one",
        Owner.AGENCY,
        "Credit the lines and bill the group once, at its own price.",
        _VARIANCE,
    ),
    Code.WRONG_FEE_YEAR: Queue(
        "Fee of another year", Owner.AGENCY, "Credit the difference: the day of moving in chooses the price.", _VARIANCE
    ),
    Code.OUTSIDE_STAY: Queue(
        "Billed outside the stay", Owner.AGENCY, "Credit the days on which the charge does not run.", _VARIANCE
    ),
    Code.OVERLAP: Queue("Days billed twice", Owner.AGENCY, "Credit the days that an earlier line bills.", _VARIANCE),
    Code.OVER_TOTAL: Queue("More than the whole fee", Owner.AGENCY, "Credit what exceeds the fee.", _VARIANCE),
    Code.BEFORE_PLACEMENT: Queue(
        "Invoiced before moving in",
        Owner.AUTHORITY,
        "Say whether the day of moving in, or the invoice, is right.",
        _VARIANCE,
    ),
    Code.VAT_ON_EXEMPT: Queue(
        "VAT where none is due", Owner.AGENCY, "Credit the VAT: the supply is exempt.", _VARIANCE
    ),
    Code.WRONG_AMOUNT: Queue(
        "Not the agreed amount", Owner.AGENCY, "Credit the difference to what the tariff gives.", _VARIANCE
    ),
}
_PLACE = {code: at for at, code in enumerate(QUEUES)}


def leading(codes: Iterable[Code]) -> Code:
    """The exception in whose queue a line stands."""
    return min(codes, key=_PLACE.__getitem__)


def outcomes(codes: Iterable[Code]) -> frozenset[Outcome]:
    """What may be decided on a line with all these exceptions: what fits each; a repeat may always be set aside."""
    all_codes = set(codes)
    fitting = frozenset.intersection(*(QUEUES[code].outcomes for code in all_codes))
    return fitting | {Outcome.SET_ASIDE} if Code.DUPLICATE in all_codes else fitting


def owned_by(owner: Owner) -> list[Code]:
    """The exceptions on which an organisation has to act."""
    return [code for code, queue in QUEUES.items() if queue.owner is owner]

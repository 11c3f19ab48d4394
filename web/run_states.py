"""How far a run is, in words, and what one is about to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matching.running.runs import RunStatus
from web.shown import count
from web.spoken import listed


@dataclass(frozen=True)
class State:
    """A word with the tag and icon it wears, a sentence, and what is being done while it lasts."""

    word: str
    tag: str
    icon: str
    sentence: str
    doing: str = ""


STATES: Mapping[RunStatus, State] = {
    RunStatus.QUEUED: State(
        "Queued", "", "clock", "The run waits for its turn.", "Waiting for the run before it to end."
    ),
    RunStatus.RUNNING: State(
        "Running",
        "",
        "clock",
        "The run is being worked out.",
        "Every child who waits is compared with every household, and the best plan is looked for and proven.",
    ),
    RunStatus.DONE: State("Done", "good", "good", "The run is done."),
    RunStatus.FAILED: State("Failed", "bad", "bad", "The run ended without a result."),
}


def will_happen(*, referrals: int, households: int, consortia: Sequence[str]) -> str:
    """The sentence that stands before the button."""
    whose = f" of {listed(consortia)}" if consortia else ""
    if not referrals:
        return f"No referral{whose} is searching, so there will be nothing to suggest."
    told = f"{count(referrals, 'referral')} {'is' if referrals == 1 else 'are'} compared with"
    return f"{told} {count(households, 'household')}{whose}. It takes a moment; then the suggestions are shown."

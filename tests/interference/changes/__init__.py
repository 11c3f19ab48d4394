"""What B's own people, and its coordinator on B's records, do through both doors: one line for each unsafe endpoint."""

from tests.interference.changes import (
    accounts,
    cases,
    closings,
    course,
    homes,
    keeping,
    links,
    matching,
    money,
    people,
    planning,
)
from tests.interference.side import Acts

ACTS: Acts = {
    endpoint: act
    for subject in (homes, cases, course, links, money, closings, matching, keeping, people, planning, accounts)
    for endpoint, act in subject.ACTS.items()
}
# Reviewed: unsafe endpoints that are left out, and why.
_SHARED = (
    "a transfer is of two agencies and an authority, who share it: tests/contracts/test_transfers.py says who reads"
)
_LATER = (
    "a phase begins after the move-in, and here everybody moved in today: tests/contracts/test_phases.py says who reads"
)
_DOORS = ("", "web.")
LEFT_OUT: dict[str, str] = dict.fromkeys(
    (f"{door}transfers.{act}" for door in _DOORS for act in ("propose", "carry_out", "take_back")), _SHARED
)
LEFT_OUT |= dict.fromkeys(
    (f"{door}stays.{act}_phase" for door in _DOORS for act in ("enter", "correct", "take_back")), _LATER
)
LEFT_OUT |= dict.fromkeys(
    ("agreements.discard", "web.signing.discard", "web.signing.propose", "web.signing.propose_new"),
    "of an amendment of what both sides have signed: tests/contracts/agreeing/test_amendments.py says who reads",
)
LEFT_OUT["web.signing.sign"] = "the same act as at the JSON door, which is compared"
LEFT_OUT |= dict.fromkeys(
    ("unit-transfers.record", "unit-transfers.take_back", "web.unit_transfers.add", "web.unit_transfers.take_back"),
    "a transfer is of two authorities, who share it: tests/contracts/years/test_unit_transfers.py says who reads",
)
LEFT_OUT |= dict.fromkeys(
    ("suggestions.take_back_overruling", "web.overruling.take_back"),
    "nothing is set aside here: what it undoes is an act of its own, which is compared",
)
LEFT_OUT |= dict.fromkeys(
    ("tasks.stop", "tasks.cancel", "web.tasks.ask", "web.tasks.end"),
    "asks or ends a question to a run, which its coordinators alone see; asking at the JSON door is compared",
)
LEFT_OUT |= dict.fromkeys(
    ("scenarios.make", "scenarios.delete", "web.scenarios.suppose", "web.scenarios.delete"),
    "what is supposed of a run is for who coordinates all of it: tests/matching/scenarios says who reads",
)
LEFT_OUT |= dict.fromkeys(
    ("policies.try_out", "web.questions.try_out"), "keeps nothing: it asks what a run would have been by other terms"
)

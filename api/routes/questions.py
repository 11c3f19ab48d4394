"""The routes of what a finished run answers: why not a pair, at what cost, and why children wait."""

from dataclasses import asdict
from uuid import UUID

from api.operations import Door, Values
from api.schemas.questions import (
    Answers,
    Bottlenecks,
    Comparison,
    Differences,
    HouseholdNamed,
    PairNamed,
    PairSearch,
    Without,
)
from consortium.access import Viewer
from matching.reasons.explanation import SENTENCES
from matching.running import questions, since

ONE = "/match-runs/<uuid:run_id>"
door = Door("questions")


@door.reads(f"{ONE}/pairs", Answers, may="suggestions.read", asks=PairSearch)
def pairs(viewer: Viewer, run_id: UUID, query: Values) -> Values:
    """Read one referral's row of households, or one household's column of referrals, with bars and exact losses."""
    return {"pairs": [_shown(one) for one in questions.of_one(viewer, run_id=run_id, **query)]}


@door.reads(f"{ONE}/without", Without, may="suggestions.read", asks=HouseholdNamed)
def without(viewer: Viewer, run_id: UUID, query: Values) -> Values:
    """Read what the plan of a run would lose if one household were lost, and whom that would move."""
    return asdict(questions.without(viewer, run_id=run_id, **query))


@door.reads(f"{ONE}/comparison", Comparison, may="suggestions.read", asks=PairNamed, audited=True)
def comparison(viewer: Viewer, run_id: UUID, query: Values) -> Values:
    """Read one pair fact by fact, and why it was not suggested; a look at both records."""
    found = questions.of_pair(viewer, run_id=run_id, **query)
    change = asdict(found.smallest) if found.smallest else None
    return {"pair": _shown(found.answer), "smallest_change": change, "facts": [vars(fact) for fact in found.facts]}


@door.reads(f"{ONE}/bottlenecks", Bottlenecks, may="suggestions.read")
def bottlenecks(viewer: Viewer, run_id: UUID) -> Values:
    """Read which referrals share too few households, so that children stay without a suggestion."""
    found = questions.shared_by_too_many(viewer, run_id=run_id)
    return {"bottlenecks": [_counted(one) for one in found]}


@door.reads(f"{ONE}/changes", Differences, may="suggestions.read", audited=True)
def changes(viewer: Viewer, run_id: UUID) -> Values:
    """Read what a run suggests otherwise than the run before, and why; a look at the records whose facts are told."""
    found = since.since(viewer, run_id=run_id)
    told = vars(found) | {"before_run_id": found.before.id, "before_number": found.before.number}
    return told | {"differences": [vars(one) for one in found.differences]}


def _shown(answer: questions.Answer) -> Values:
    return asdict(answer) | {"bars": [{"code": code, "sentence": SENTENCES[code]} for code in answer.bars]}


def _counted(shared: questions.Shared) -> Values:
    pairs = [dict(zip(("referral_ref", "household_ref", "is_suggested"), pair, strict=True)) for pair in shared.pairs]
    alone = [{"bar": bar, "pairs": count} for bar, count in shared.alone]
    return asdict(shared) | {"pairs": pairs, "alone": alone}

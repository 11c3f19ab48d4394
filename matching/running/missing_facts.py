"""Questions to ask first: what nobody has answered yet and an answer to which could change a run's plan most.

A list for each agency and authority, read by coordinators alone: which question stands on it, and where, tells of
other organisations' records. A way to a contact place is not asked for here: it names the district of one.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from consortium.access import Viewer
from consortium.floor.errors import Invalid
from matching.helping import unanswered
from matching.helping.blanks import ORDER
from matching.helping.unanswered import List, Weighed
from matching.problem import Problem
from matching.running import bounds, suggestions
from matching.running.opening import Opened, opened

TOLD = tuple(code for code in ORDER if code != "journey")
OF_REFERRALS = ("contact", "sex")  # all others are of households
TRIED_OF_LARGE = 3  # of each party, where a large run is asked for all


@dataclass(frozen=True)
class Outcome:
    """What an answer would do: which referrals would have another suggestion, which a first one, and which none."""

    answer: str
    other: tuple[str, ...]
    first: tuple[str, ...]
    none: tuple[str, ...]
    children: int


@dataclass(frozen=True)
class Question:
    """One question, how many pairs it decides, and the referrals whose suggestion hangs on it."""

    kind: str
    ref: str
    about: str
    pairs: int
    hanging: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    sentence: str


@dataclass(frozen=True)
class Asked:
    """The questions to one agency or authority, by its code; `more` are open. `is_cut`: time ran out at `tried`."""

    code: str
    questions: tuple[Question, ...]
    more: int
    tried: int
    is_cut: bool


@dataclass(frozen=True)
class MissingFacts:
    """A list for each party; `parties` are all whom the run knows. `is_withheld`: protected addresses are left out."""

    parties: tuple[str, ...]
    lists: tuple[Asked, ...]
    is_withheld: bool


def of_run(viewer: Viewer, *, run_id: UUID, asked: str | None = None) -> MissingFacts:
    """What to ask each agency and authority first, or one of them; a look at every record that is asked about.

    Raises Invalid for a party that the run does not know. Solves before anything is written.
    """
    found = opened(viewer, run_id=run_id)
    parties = _parties(found)
    if asked is not None and asked not in parties:
        raise Invalid({"asked": [f"{asked} is neither an agency nor an authority of this run."]})
    bounds.refuse_largest(found.pairs, instead=f"consortium match --missing{'' if asked is None else f' {asked}'}")
    with bounds.working() as go_on:
        problem, lists = _lists(found, asked, go_on)
    return MissingFacts(parties, tuple(_told(viewer, found, problem, one) for one in lists), found.hidden.any)


def _parties(found: Opened) -> tuple[str, ...]:
    agencies = (row["agency"] for row in found.inputs["households"])
    return tuple(sorted({*agencies, *(row["authority"] for row in found.inputs["referrals"])}))


def _lists(found: Opened, asked: str | None, go_on: Callable[[], bool]) -> tuple[Problem, list[List]]:
    problem, plan = found.of_the_rest(*found.solved())
    few = asked is None and found.pairs >= bounds.LARGE
    tried = TRIED_OF_LARGE if few else unanswered.TRIED
    return problem, list(unanswered.unanswered(problem, plan, tried=tried, asked=asked, kinds=TOLD, go_on=go_on))


def _told(viewer: Viewer, found: Opened, problem: Problem, one: List) -> Asked:
    """A list to somebody, and their look at each record that it asks about; of those out of sight it asks nothing."""
    seen = [each for each in one.questions if _is_seen(viewer, found, problem, each)]
    return Asked(one.asked, tuple(_question(problem, each) for each in seen), one.more, one.tried, one.cut)


def _is_seen(viewer: Viewer, found: Opened, problem: Problem, weighed: Weighed) -> bool:
    entity = "referrals" if weighed.question.kind in OF_REFERRALS else "households"
    records = problem.referrals if entity == "referrals" else problem.households
    return suggestions.noted(viewer, run=found.run, entity=entity, ref=records[weighed.question.at].ref)


def _question(problem: Problem, weighed: Weighed) -> Question:
    def refs(rows: Iterable[int]) -> tuple[str, ...]:
        return tuple(problem.referrals[row].ref for row in rows)

    asked = weighed.question
    outcomes = [Outcome(o.answer, refs(o.other), refs(o.first), refs(o.none), o.children) for o in weighed.outcomes]
    said = unanswered.sentence(problem, weighed)
    return Question(asked.kind, asked.ref, asked.about, len(asked.pairs), refs(asked.hanging), tuple(outcomes), said)

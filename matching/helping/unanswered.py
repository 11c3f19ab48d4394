"""Which unanswered question could change the plan most: a short ranked list for each agency and each authority.

Every question says how many pairs it decides and whose suggestion hangs on it, exactly. Those on which most hangs are
then answered, one way and the other, and the plan is solved again under each answer: the list is ranked by how many
children that would place or leave without a suggestion, and how many referrals it would move.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from matching.helping.blanks import KIND, ORDER, Blanks, Question
from matching.helping.remedies import always
from matching.helping.resolving import Resolver
from matching.plan import Plan
from matching.problem import Problem

LISTED = 5
TRIED = 10


@dataclass(frozen=True)
class Outcome:
    """What an answer would do (indices of referrals): who would have another suggestion, who a first one, who none.

    `children`: how many in those that would have a first one or none.
    """

    answer: str
    other: tuple[int, ...] = ()
    first: tuple[int, ...] = ()
    none: tuple[int, ...] = ()
    children: int = 0

    @property
    def moved(self) -> int:
        return len(self.other) + len(self.first) + len(self.none)


@dataclass(frozen=True)
class Weighed:
    """A question with what each of its answers would do to the plan."""

    question: Question
    outcomes: tuple[Outcome, ...]

    @property
    def rank(self) -> tuple[int, ...]:
        """The more children an answer places or not, the more it moves, and the more hangs on it, the sooner."""
        children = max(outcome.children for outcome in self.outcomes)
        return -children, -max(outcome.moved for outcome in self.outcomes), *_weight(self.question)


@dataclass(frozen=True)
class List:
    """The questions to one agency or authority, the one that could change the plan most first, and how many more.

    `tried`: how many were answered and solved again, which are all unless `cut`: the time ran out.
    """

    asked: str
    questions: tuple[Weighed, ...]
    more: int
    tried: int = 0
    cut: bool = False


def unanswered(
    problem: Problem,
    plan: Plan,
    *,
    listed: int = LISTED,
    tried: int = TRIED,
    asked: str | None = None,
    kinds: Collection[str] = ORDER,
    go_on: Callable[[], bool] = always,
) -> tuple[List, ...]:
    """A list for each party with a question, or for one alone; of each `tried` are solved again and `listed` named.

    Only questions of the `kinds` are asked; once it no longer `go_on`, no more are solved.
    """
    resolver = Resolver(problem, plan)
    blanks = Blanks(problem, plan, resolver)
    by_party: dict[str, list[Question]] = defaultdict(list)
    for question in blanks.questions(kinds):
        if asked in (None, question.asked):
            by_party[question.asked].append(question)
    weighing = _Weighing(problem, plan, blanks, resolver)
    found = []
    for party, questions in sorted(by_party.items()):
        first = sorted(questions, key=_order)[:tried]
        weighed = [weighing.of(question) for question in first if go_on()]
        ranked = tuple(sorted(weighed, key=lambda each: (each.rank, _order(each.question)))[:listed])
        found.append(List(party, ranked, len(questions) - len(ranked), len(weighed), len(weighed) < len(first)))
    return tuple(found)


def sentence(problem: Problem, weighed: Weighed) -> str:
    """A question in words: what it decides, who hangs on it, and what each answer would change."""
    question = weighed.question
    known = KIND[question.kind].known.format(ref=question.ref, about=question.about)
    pairs = len(question.pairs)
    parts = [f"Knowing {known} decides {pairs} {'pair' if pairs == 1 else 'pairs'}."]
    if question.hanging:
        parts.append(f"What is suggested for {_refs(problem, question.hanging)} hangs on it.")
    parts += [f"If it is “{each.answer}”, {_moved(problem, each)}." for each in weighed.outcomes if each.moved]
    if not any(outcome.moved for outcome in weighed.outcomes):
        parts.append("No answer to it alone would change the plan.")
    return " ".join(parts)


def _moved(problem: Problem, outcome: Outcome) -> str:
    said = (
        (outcome.other, "would have another suggestion"),
        (outcome.first, "would have a suggestion at last"),
        (outcome.none, "would be left without a suggestion"),
    )
    return "; ".join(f"{_refs(problem, rows)} {what}" for rows, what in said if rows)


class _Weighing:
    """Plans solved again under one answer at a time."""

    def __init__(self, problem: Problem, plan: Plan, blanks: Blanks, resolver: Resolver) -> None:
        self._problem, self._blanks, self._resolver = problem, blanks, resolver
        self._mates = {pair.referral: pair.household for pair in plan.suggestions}

    def of(self, question: Question) -> Weighed:
        return Weighed(question, tuple(self._outcome(question, answer) for answer in KIND[question.kind].answers))

    def _outcome(self, question: Question, answer: str) -> Outcome:
        if answer in KIND[question.kind].takes and not question.hanging:
            return Outcome(answer)  # a best plan stays the best when pairs go that it does not use
        mates, before = self._resolver.mates(*self._blanks.answered(question, answer)), self._mates
        other = tuple(row for row in sorted(before) if row in mates and mates[row] != before[row])
        first, none = (tuple(sorted(one.keys() - two.keys())) for one, two in ((mates, before), (before, mates)))
        children = sum(len(self._problem.referrals[row].children) for row in (*first, *none))
        return Outcome(answer, other, first, none, children)


def _weight(question: Question) -> tuple[int, int]:
    return -len(question.hanging), -len(question.pairs)


def _order(question: Question) -> tuple[tuple[int, int], int, str, str]:
    return _weight(question), ORDER.index(question.kind), question.ref, question.about


def _refs(problem: Problem, rows: Sequence[int]) -> str:
    return ", ".join(problem.referrals[row].ref for row in rows)

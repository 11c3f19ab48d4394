"""What nobody has answered yet, and what an answer would do: facts not recorded that may bar a pair or open one.

Never among them: language, ethnicity and religion, which earn points alone. A child's sex is asked for only where a
household is approved for one alone: not knowing it bars nothing, so that the answer can take a pair away and never add
one. An unborn child's sex is not asked for.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from typing import Any

from matching.helping.concessions import LONGEST_WAY
from matching.helping.resolving import Resolver
from matching.plan import Plan, free_of_pins
from matching.problem import Child, Household, Problem
from matching.travel_times import UNKNOWN, district

Pair = tuple[int, int]
SOMEWHERE = "?"  # stands for a contact place that nobody has recorded
MINUTES = {"too far": LONGEST_WAY + 1, "next door": 0}
APPROVALS = {"approved_fostering_on": "as foster carers", "approved_adoption_on": "as adopters"}


@dataclass(frozen=True)
class Kind:
    """A kind of question: its bar, the answers that matter most, which of them can only take pairs away, and in words.

    Not answered is no answer: a need unanswered, or one to be discussed, stands as it does today.
    """

    code: str
    bar: str
    answers: tuple[str, ...]
    takes: tuple[str, ...]
    known: str


KINDS = (
    Kind("need", "need_declined", ("no", "yes"), ("no",), "{ref}'s answer on {about}"),
    Kind("approval", "not_dual_approved", ("approved",), (), "whether and since when {ref} is approved {about}"),
    Kind("review", "review_overdue", ("overdue",), ("overdue",), "when the review of {ref}'s approval is due"),
    Kind("journey", "too_far", ("too far", "next door"), (), "how many minutes it is from {about}"),
    Kind("contact", "too_far", ("too far", "next door"), ("too far",), "where {about} of {ref} is to have contact"),
    Kind("sex", "sex_outside_approval", ("F", "M"), ("F", "M"), "the sex of {about} of {ref}"),
)
KIND = {kind.code: kind for kind in KINDS}
ORDER = tuple(KIND)


@dataclass(frozen=True)
class Question:
    """A blank: whom to ask, about whom and what, the pairs that it decides (indices), and who hangs on it.

    `at`: the index of the household or referral that it is about (-1: a way). It decides a pair that some answer bars,
    opens, or gives other points; a referral hangs on it where some answer bars what the plan suggests for it.
    """

    kind: str
    asked: str
    ref: str
    about: str
    at: int
    pairs: frozenset[Pair] = frozenset()
    hanging: tuple[int, ...] = ()


class Blanks:
    """Every question that a problem and its plan leave, and the problem as each answer would make it.

    A pinned pair is a coordinator's word already: no question is asked for its sake.
    """

    def __init__(self, problem: Problem, plan: Plan, resolver: Resolver) -> None:
        self._problem, self._resolver = problem, resolver
        free = free_of_pins(plan.pairs, plan.pins, problem)
        found = (plan.pairs.rows[free], plan.pairs.cols[free], plan.pairs.points[free])
        self._points = {(r, c): points for r, c, points in zip(*(column.tolist() for column in found), strict=True)}
        self._mates = {pair.referral: pair.household for pair in plan.suggestions}
        self._rows = [row for row in range(len(problem.referrals)) if row not in plan.pins]

    def questions(self, kinds: Collection[str] = ORDER) -> Iterator[Question]:
        """Those of the kinds that decide a pair at least."""
        if "need" in kinds:
            yield from self._of_needs()
        blanks = (*self._of_homes(), *self._of_children(), *self._of_ways())
        for blank in (each for each in blanks if each.kind in kinds):
            decided, hanging = self._decided(blank)
            if decided:
                yield replace(blank, pairs=frozenset(decided), hanging=tuple(sorted(hanging)))

    def answered(self, question: Question, answer: str) -> tuple[Problem, set[int], set[int]]:
        """The problem with one answer in it, and the referrals and households whose pairs may differ by it."""
        if question.kind == "journey":
            start, goal = question.about.split(" to ")
            living = {c for c, home in enumerate(self._problem.households) if district(home.postcode) == start}
            return self._told(self._problem, {(start, goal): MINUTES[answer]}), set(), living
        if question.kind == "contact":
            homes = {district(home.postcode) for home in self._near(question, answer)}
            after = self._with_child(question, {"contact_postcode": SOMEWHERE})
            return self._told(after, {(start, SOMEWHERE): MINUTES[answer] for start in homes}), {question.at}, set()
        if question.kind == "sex":
            return self._with_child(question, {"sex": answer}), {question.at}, set()
        return self._with_home(question, answer), set(), {question.at}

    def _of_needs(self) -> Iterator[Question]:
        """Needs that a household has not answered: a “no” bars every pair that has the need, and no other."""
        asked: dict[tuple[int, str], set[Pair]] = {}
        for row, col in self._points:
            for need in self._problem.referrals[row].needs:
                asked.setdefault((col, need), set()).add((row, col))
        for (col, need), pairs in asked.items():
            home = self._problem.households[col]
            if need not in {*home.yes_needs, *home.discuss_needs, *home.no_needs}:
                hanging = tuple(sorted(row for row, _ in pairs if self._mates.get(row) == col))
                yield Question("need", home.agency, home.ref, need, col, frozenset(pairs), hanging)

    def _of_homes(self) -> Iterator[Question]:
        for col, home in enumerate(self._problem.households):
            if home.review_due_on is None:
                yield Question("review", home.agency, home.ref, "", col)
            missing = [said for field, said in APPROVALS.items() if getattr(home, field) is None]
            if missing:
                yield Question("approval", home.agency, home.ref, " and ".join(missing), col)

    def _of_children(self) -> Iterator[Question]:
        for row, referral in enumerate(self._problem.referrals):
            for child in referral.children:
                if child.contact_postcode is None:
                    yield Question("contact", referral.authority, referral.ref, child.ref, row)
                if child.sex is None and _is_born(child, self._problem):
                    yield Question("sex", referral.authority, referral.ref, child.ref, row)

    def _of_ways(self) -> Iterator[Question]:
        """Ways between two districts that nobody knows, asked of each agency with a household at their start."""
        asked = set[tuple[str, str]]()
        for row, col in self._points:
            home = self._problem.households[col]
            for place in {child.contact_postcode for child in self._problem.referrals[row].children}:
                if place and self._resolver.pool.minutes_to(place)[col] == UNKNOWN:
                    asked.add((home.agency, f"{district(home.postcode)} to {district(place)}"))
        for agency, way in sorted(asked):
            yield Question("journey", agency, "", way, -1)

    def _decided(self, blank: Question) -> tuple[set[Pair], set[int]]:
        """The pairs that some answer bars, opens or gives other points, and whose suggestion some answer bars."""
        decided, hanging = set[Pair](), set[int]()
        for answer in KIND[blank.kind].answers:
            after, rows, cols = self.answered(blank, answer)
            asked = self._asking(blank, rows)
            looked = self._resolver.part(after, asked, sorted(cols) or None)
            found = zip(looked.rows.tolist(), looked.cols.tolist(), looked.points.tolist(), strict=True)
            then = {(row, col): points for row, col, points in found}
            here = set(asked)
            now = {p: points for p, points in self._points.items() if p[0] in here and (p[0] in rows or p[1] in cols)}
            decided |= {pair for pair in then.keys() | now.keys() if then.get(pair) != now.get(pair)}
            hanging |= {row for row, col in now.keys() - then.keys() if self._mates.get(row) == col}
        return decided, hanging

    def _asking(self, blank: Question, rows: set[int]) -> list[int]:
        """The referrals whose pairs an answer may change: those given, those on the way, or all."""
        if blank.kind == "journey":
            goal = blank.about.split(" to ")[1]
            return [row for row in self._rows if goal in self._goals[row]]
        return [row for row in self._rows if not rows or row in rows]

    @cached_property
    def _goals(self) -> list[set[str]]:
        """For each referral, the districts in which its children have contact."""
        return [{district(c.contact_postcode or "") for c in referral.children} for referral in self._problem.referrals]

    def _near(self, question: Question, answer: str) -> Sequence[Household]:
        """The households that a contact place is taken to be near, or far from: all, or the one that is suggested."""
        if answer == "too far" and question.at in self._mates:
            return [self._problem.households[self._mates[question.at]]]
        return self._problem.households

    def _told(self, problem: Problem, ways: Mapping[tuple[str, str], int]) -> Problem:
        return replace(problem, minutes={**problem.minutes, **ways})

    def _with_child(self, question: Question, values: dict[str, Any]) -> Problem:
        referrals = list(self._problem.referrals)
        children = referrals[question.at].children
        changed = tuple(replace(child, **values) if child.ref == question.about else child for child in children)
        referrals[question.at] = replace(referrals[question.at], children=changed)
        return replace(self._problem, referrals=tuple(referrals))

    def _with_home(self, question: Question, answer: str) -> Problem:
        homes = list(self._problem.households)
        home, today = homes[question.at], self._problem.as_of
        values: dict[str, Any] = {"review_due_on": today - timedelta(days=1)}
        if question.kind == "approval":
            values = {field: today for field in APPROVALS if getattr(home, field) is None}
        if question.kind == "need":
            values = {f"{answer}_needs": tuple(sorted({*getattr(home, f"{answer}_needs"), question.about}))}
        homes[question.at] = replace(home, **values)
        return replace(self._problem, households=tuple(homes))


def _is_born(child: Child, problem: Problem) -> bool:
    return child.date_of_birth is not None and child.date_of_birth <= problem.as_of

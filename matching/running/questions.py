"""What a finished run answers: why not this pair, what each household would mean for a referral, why children wait.

The frozen inputs are solved again, and an answer is given only where that comes to what was stored.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from consortium.access import Viewer, may, require
from consortium.floor.errors import Invalid, NotFound
from matching.helping import telling
from matching.helping.telling import SmallestChange
from matching.plan import Plan, free_of_pins
from matching.problem import Problem, Referral
from matching.reasons.bottlenecks import bottlenecks, sentence
from matching.reasons.comparison import MISMATCH, Fact, facts
from matching.reasons.explanation import Explanation, Unanswerable
from matching.reasons.losses import Change, Move, bars_of, bars_of_household
from matching.running import runs, suggestions, withholding
from matching.running.reopening import solved_again
from matching.running.withholding import TOO_FAR, Undisclosed

SUGGESTED, POSSIBLE, BARRED, UNTOLD = "suggested", "possible", "barred", "untold"
MOVES_UNTOLD = (
    "The plan would move somebody whose address may not be disclosed: whom, and at how many points, is not told."
)
# Of these is told whether any is recorded: an area says where a birth family lives, a conflict names other households.
_UNTOLD = {"excluded_area": "excluded_areas", "known_conflict": "conflicts"}


@dataclass(frozen=True)
class Moved:
    """A referral that would leave one household for another, by reference; None: it has, or would have, none."""

    referral_ref: str
    leaves: str | None
    takes: str | None


@dataclass(frozen=True)
class Answer:
    """One pair of a run: suggested, barred by all that it breaks, possible at an exact loss to the plan, or untold.

    Untold is a pair of a protected address that is possible, or too far and nothing else: which, would tell a journey.

    `loss`: children of each urgency and points, days where all else is equal; `moves`: whom the best plan with the pair
    would move, its own referral first. `is_withheld`: some of it is left out, for an address that may not be disclosed.
    """

    referral_ref: str
    household_ref: str
    standing: str
    bars: tuple[str, ...] = ()
    loss: Mapping[str, int | None] | None = None
    moves: tuple[Moved, ...] = ()
    sentence: str = ""
    is_withheld: bool = False

    @property
    def order(self) -> tuple[object, ...]:
        """The suggested first, then the possible by what they would cost, then the barred."""
        lost = [0 if value is None else value for value in (self.loss or {}).values()]
        rank = (SUGGESTED, POSSIBLE, BARRED, UNTOLD).index(self.standing)
        return rank, lost, len(self.bars), self.bars, self.referral_ref, self.household_ref


@dataclass(frozen=True)
class Compared:
    """One pair, with what is asked and offered fact by fact; where its address is protected, without the journey.

    `smallest`: what would make a barred pair possible. Not told of a protected address: whether that is all would tell
    whether it is too far as well.
    """

    answer: Answer
    facts: tuple[Fact, ...]
    is_protected: bool
    smallest: SmallestChange | None = None


@dataclass(frozen=True)
class Shared:
    """Referrals that share too few households, by reference; `pairs`: who could go where, and whether it is suggested.

    `alone`: how many pairs with other households each bar keeps apart by itself, most first.
    """

    referrals: tuple[str, ...]
    households: tuple[str, ...]
    without: tuple[str, ...]
    pairs: tuple[tuple[str, str, bool], ...]
    alone: tuple[tuple[str, int], ...]
    sentence: str


@dataclass(frozen=True)
class _Asked:
    """A run that can be asked: its problem, its plan found again, and what of it is withheld."""

    problem: Problem
    plan: Plan
    explanation: Explanation
    hidden: Undisclosed

    def row(self, referral: int) -> list[Answer]:
        """A referral with every household, in the order of `Answer.order`."""
        losses, pool = self.explanation.losses, self.explanation.pool
        barred = bars_of(losses, referral, pool).items()
        found = [*map(self._possible, losses.changes(referral).values()), *self._suggested(referral=referral)]
        found += [self._barred(referral, home, codes) for home, codes in barred]
        return sorted(found, key=lambda answer: answer.order)

    def column(self, household: int) -> list[Answer]:
        """A household with every referral, in the same order."""
        losses, pool = self.explanation.losses, self.explanation.pool
        barred = bars_of_household(losses, household, pool).items()
        found = [*map(self._possible, losses.changes_of_household(household).values())]
        found += [
            *self._suggested(household=household),
            *(self._barred(row, household, codes) for row, codes in barred),
        ]
        return sorted(found, key=lambda answer: answer.order)

    def referral(self, ref: str) -> int:
        return self._index(self.explanation.referral, ref)

    def household(self, ref: str) -> int:
        return self._index(self.explanation.household, ref)

    def _index(self, find: Callable[[str], int], ref: str) -> int:
        try:
            return find(ref)
        except Unanswerable as unknown:
            raise NotFound from unknown

    def _suggested(self, *, referral: int | None = None, household: int | None = None) -> list[Answer]:
        return [
            Answer(*self.refs(pair.referral, pair.household), SUGGESTED)
            for pair in self.plan.suggestions
            if referral in (None, pair.referral) and household in (None, pair.household)
        ]

    def refs(self, referral: int, household: int) -> tuple[str, str]:
        return self.problem.referrals[referral].ref, self.problem.households[household].ref

    def covers(self, referral_ref: str, household_ref: str | None) -> bool:
        return self.hidden.covers({"referral_ref": referral_ref, "household_ref": household_ref})

    def smallest(self, referral: int, household: int) -> SmallestChange:
        pair = {"referral": referral, "household": household}
        return telling.of_barred(self.problem, self.explanation.pool, self.plan, **pair)

    def _possible(self, change: Change) -> Answer:
        own = self._moved(change.moves[0])
        if self.covers(own.referral_ref, own.takes):
            return Answer(own.referral_ref, str(own.takes), UNTOLD, is_withheld=True)
        return self._changed(change, self.explanation.sentence(change))

    def _changed(self, change: Change, sentence: str) -> Answer:
        """What follows from a change, but for whoever is protected."""
        moves = tuple(map(self._moved, change.moves))
        own = moves[0].referral_ref, str(moves[0].takes)
        protected = any(self.covers(one.referral_ref, home) for one in moves for home in (one.leaves, one.takes))
        loss = {**vars(change.loss), "days": change.days} | ({"points": None} if protected else {})
        if protected:
            return Answer(*own, POSSIBLE, loss=loss, sentence=MOVES_UNTOLD, is_withheld=True)
        return Answer(*own, POSSIBLE, loss=loss, moves=moves, sentence=sentence)

    def without(self, household: int) -> Answer:
        change, home = self.explanation.losses.without_household(household), self.problem.households[household].ref
        sentence = self.explanation.without(household, change)
        if change is None:
            return Answer("", home, SUGGESTED if self._suggested(household=household) else POSSIBLE, sentence=sentence)
        return replace(self._changed(change, sentence), household_ref=home, standing=SUGGESTED)

    def _moved(self, move: Move) -> Moved:
        homes = [None if one is None else self.problem.households[one].ref for one in (move.leaves, move.takes)]
        return Moved(self.problem.referrals[move.referral].ref, *homes)

    def _barred(self, referral: int, household: int, codes: tuple[str, ...]) -> Answer:
        refs = self.refs(referral, household)
        protected = self.covers(*refs)
        told = tuple(code for code in codes if not (protected and code == TOO_FAR))
        return Answer(*refs, BARRED if told else UNTOLD, bars=told, is_withheld=protected)


def of_one(
    viewer: Viewer, *, run_id: UUID, referral_ref: str | None = None, household_ref: str | None = None
) -> list[Answer]:
    """One referral with every household of a run, or one household with every referral: name one of the two.

    The suggested comes first, then the possible by what they would cost, then the barred.
    """
    if (referral_ref is None) == (household_ref is None):
        sentence = "Name either a referral or a household."
        raise Invalid({"referral_ref": [sentence], "household_ref": [sentence]})
    asked = _asked(viewer, run_id=run_id)
    if referral_ref is not None:
        return asked.row(asked.referral(referral_ref))
    return asked.column(asked.household(str(household_ref)))


def of_pair(viewer: Viewer, *, run_id: UUID, referral_ref: str, household_ref: str) -> Compared:
    """One pair fact by fact, with why it was not suggested: a look at both records, and written down as one.

    Raises NotFound where either record is not in the run, or within the viewer's sight no more.
    """
    asked = _asked(viewer, run_id=run_id)
    referral, household = asked.referral(referral_ref), asked.household(household_ref)
    suggestions.note_look(viewer, run_id=run_id, referral_ref=referral_ref, household_ref=household_ref)
    answer = next(each for each in asked.row(referral) if each.household_ref == household_ref)
    seen = facts(asked.problem, asked.explanation.pool, referral=referral, household=household)
    protected = asked.covers(referral_ref, household_ref)
    told = _told(seen, asked.problem.referrals[referral], withheld=protected)
    change = asked.smallest(referral, household) if answer.standing == BARRED and not protected else None
    return Compared(answer, tuple(told), protected, change)


def without(viewer: Viewer, *, run_id: UUID, household_ref: str) -> Answer:
    """What the plan of a run would lose if one household were lost, and whom that would move, its referral first."""
    asked = _asked(viewer, run_id=run_id)
    household = asked.household(household_ref)
    return asked.without(household)


def _told(seen: Iterable[Fact], referral: Referral, *, withheld: bool) -> Iterator[Fact]:
    children = {child.ref: child for child in referral.children}
    for fact in seen:
        if withheld and fact.code == TOO_FAR:
            continue
        if fact.code in _UNTOLD and fact.child is not None:
            recorded = getattr(children[fact.child], _UNTOLD[fact.code])
            among = "is among them" if fact.verdict == MISMATCH else "is not among them"
            fact = replace(
                fact, asked="some recorded" if recorded else "none recorded", offered=among if recorded else ""
            )
        yield fact


def shared_by_too_many(viewer: Viewer, *, run_id: UUID) -> list[Shared]:
    """Why children stay without a suggestion: each set of referrals that share fewer households than they are."""
    asked = _asked(viewer, run_id=run_id)
    problem, plan = asked.problem, asked.plan
    free = free_of_pins(plan.pairs, plan.pins, problem)
    possible = list(zip(plan.pairs.rows[free].tolist(), plan.pairs.cols[free].tolist(), strict=True))
    withheld = asked.hidden.any
    chosen, found = {(pair.referral, pair.household) for pair in plan.suggestions}, []
    for each in bottlenecks(problem, plan):
        refs = [tuple(problem.referrals[row].ref for row in rows) for rows in (each.referrals, each.without)]
        homes = tuple(problem.households[col].ref for col in each.households)
        rows = set(each.referrals)
        pairs = tuple((*asked.refs(*pair), pair in chosen) for pair in possible if pair[0] in rows)
        alone = () if withheld else each.alone  # its counts could be held against the rows of the protected
        found.append(Shared(refs[0], homes, refs[1], pairs, alone, sentence(problem, replace(each, alone=alone))))
    return found


def last_about(viewer: Viewer, *, entity: str, owner: str, ref: str) -> tuple[UUID, str] | None:
    """The last run within the viewer's sight, and what it calls a record; None where it did not look at it."""
    run = runs.latest(viewer) if may(viewer, "suggestions.read") else None
    if run is None:
        return None
    side, names = "authority" if entity == "referrals" else "agency", (ref, f"{owner}/{ref}")
    called = (row["ref"] for row in run.inputs[entity] if row[side] == owner and row["ref"] in names)
    return next(((run.id, name) for name in called), None)


def _asked(viewer: Viewer, *, run_id: UUID) -> _Asked:
    require(viewer, "suggestions.read")
    run = runs.get(viewer, run_id=run_id)
    problem, plan = solved_again(run)
    return _Asked(problem, plan, Explanation(problem, plan), withholding.seen_by(viewer, run))

"""Answers in words: why not this pair, what each household would mean for one referral, and what would help."""

from collections.abc import Iterable, Iterator

from matching.helping import relaxing, remedies
from matching.plan import Plan
from matching.pool import Pool
from matching.problem import URGENCIES, Problem
from matching.reasons.alternatives import best_first
from matching.reasons.comparison import MISMATCH, facts
from matching.reasons.losses import Change, Loss, Losses, Move, bars_of
from matching.rules import BARS, PINNED

SENTENCES = {bar.code: bar.sentence for bar in BARS} | {PINNED[0]: PINNED[1]}


class Unanswerable(Exception):
    """A question about someone who is not in the run, or about a pair that needs no answer; the text is a sentence."""


class Explanation:
    """What can be asked of a finished plan by people's references. Every question may raise Unanswerable."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self._problem, self._plan, self.pool = problem, plan, Pool(problem)
        self.losses = Losses(problem, plan)
        self._mates = {pair.referral: pair.household for pair in plan.suggestions}

    @property
    def suggested(self) -> dict[str, str]:
        """The plan's household of each referral that has one, by reference."""
        return {self._ref(referral): self._home(household) for referral, household in self._mates.items()}

    def why_not(self, referral_ref: str, household_ref: str) -> str:
        """Why a pair was not suggested, and the pair fact by fact."""
        referral, household = self.referral(referral_ref), self.household(household_ref)
        if self._mates.get(referral) == household:
            raise Unanswerable(
                f"{referral_ref} with {household_ref} is what the plan suggests: name another household or referral."
            )
        codes = bars_of(self.losses, referral, self.pool).get(household)
        answer = (
            self._barred(referral, household, codes)
            if codes
            else [self.sentence(self.losses.changes(referral)[household])]
        )
        compared = [
            f"  {fact.verdict:<8}  {fact.name}{f' ({fact.child})' if fact.child else ''}: {fact.asked} | {fact.offered}"
            for fact in facts(self._problem, self.pool, referral=referral, household=household)
        ]
        title = f"{referral_ref} with {household_ref}, fact by fact: what is asked | what is offered"
        change = ["", self._smallest(referral, household)] if codes else []
        return "\n".join([*answer, "", title, *compared, *change])

    def of_referral(self, referral_ref: str, *, most: int | None = None) -> str:
        """One referral with every household: the suggested, the possible by what they would lose, and the barred.

        `most`: how many of the possible are told, if not all.
        """
        referral = self.referral(referral_ref)
        mate = self._mates.get(referral)
        lines = [f"{referral_ref}: " + ("no suggestion" if mate is None else f"suggested with {self._home(mate)}")]
        barred = bars_of(self.losses, referral, self.pool)
        changes = best_first(self.losses, referral)
        lines += [f"  {self.sentence(change)}" for change in changes[:most]]
        if most is not None and len(changes) > most:
            lines.append(f"  possible at a greater loss: {count(len(changes) - most, 'household', 'households')} more")
        groups: dict[tuple[str, ...], list[str]] = {}
        for household, codes in barred.items():
            groups.setdefault(codes, []).append(self._home(household))
        for codes, homes in sorted(groups.items()):
            lines.append(f"  not possible, {', '.join(codes)}: {', '.join(homes)}")
        lines += [f"  {code}: {SENTENCES[code]}" for code in sorted({code for codes in groups for code in codes})]
        return "\n".join([*lines, *(self._remedies(referral) if mate is None else ())])

    def _smallest(self, referral: int, household: int) -> str:
        pair = {"referral": referral, "household": household}
        return relaxing.sentence(
            self._problem, relaxing.smallest(self._problem, self.pool, self._plan.pins, **pair), **pair
        )

    def _remedies(self, referral: int) -> Iterator[str]:
        ref, answer = self._ref(referral), remedies.remedies(self._problem, self._plan, referral)
        yield ""
        yield remedies.opening(ref, answer)
        for number, remedy in enumerate(answer.found, 1):
            yield f"  {number}. {remedies.sentence(self._problem, remedy, referral)}"

    def _barred(self, referral: int, household: int, codes: tuple[str, ...]) -> list[str]:
        seen = facts(self._problem, self.pool, referral=referral, household=household)
        lines = [f"{self._ref(referral)} cannot be with {self._home(household)}:"]
        for code in codes:
            missed = [fact for fact in seen if fact.code == code and fact.verdict == MISMATCH]
            told = "; ".join(f"{fact.name} {fact.asked} | {fact.offered}" for fact in missed)
            lines.append(f"  {code}: {SENTENCES[code]}" + (f" ({told})" if told else ""))
        return lines

    def sentence(self, change: Change) -> str:
        """What the best plan with a pair forced would change and lose."""
        own, *others = change.moves
        instead = "" if own.leaves is None else f" instead of {self._home(own.leaves)}"
        opening = f"If {'' if own.takes is None else self._home(own.takes)}{instead} took {self._ref(own.referral)}, "
        return opening + listed([*map(self._moved, others), _lost(change)]) + "."

    def without(self, household: int, change: Change | None) -> str:
        """What the best plan without a household would change and lose; without a change, nothing."""
        if change is None:
            return f"Without {self._home(household)} the plan would be the same, or a pin would have to be lifted."
        return f"Without {self._home(household)}, {listed([*map(self._moved, change.moves), _lost(change)])}."

    def _moved(self, move: Move) -> str:
        ref = self._ref(move.referral)
        if move.takes is None:
            return f"{ref} would have no suggestion"
        return f"{ref} would {'get' if move.leaves is None else 'move to'} {self._home(move.takes)}"

    def _ref(self, referral: int) -> str:
        return self._problem.referrals[referral].ref

    def _home(self, household: int) -> str:
        return self._problem.households[household].ref

    def referral(self, ref: str) -> int:
        """The index of a referral."""
        for index, referral in enumerate(self._problem.referrals):
            if referral.ref == ref:
                return index
        raise Unanswerable(f"{ref} is not among the referrals of this run.")

    def household(self, ref: str) -> int:
        """The index of a household."""
        if ref not in self.pool.index:
            raise Unanswerable(f"{ref} is not among the households of this run.")
        return self.pool.index[ref]


def _lost(change: Change) -> str:
    """What the plan would do: points first, then children of each urgency; days only where nothing else is lost."""
    parts = parts_of(change.loss)
    if parts:
        return f"the plan would {listed(parts)}"
    if change.days:
        return f"the plan would lose nothing but time: {count(change.days, 'day', 'days')} later in all"
    return "the plan would be as good: among equals the digest of the references decides"


def parts_of(loss: Loss) -> list[str]:
    """What a plan would do, a part for each aim that is lost or gained: points first, then children."""
    return [*_points(loss), *_children(loss)]


def _points(loss: Loss) -> Iterable[str]:
    if loss.points:
        yield f"{'lose' if loss.points > 0 else 'gain'} {count(abs(loss.points), 'point', 'points')}"


def _children(loss: Loss) -> Iterable[str]:
    for urgency in URGENCIES:
        lost: int = getattr(loss, urgency)
        if lost:
            how = "fewer" if lost > 0 else "more"
            yield f"place {count(abs(lost), f'{urgency} child', f'{urgency} children')} {how}"


def count(number: int, one: str, many: str) -> str:
    return f"one {one}" if number == 1 else f"{number} {many}"


def listed(parts: list[str]) -> str:
    """Parts of a sentence, the last two joined by “and”."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"

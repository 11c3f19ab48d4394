"""The shape of what a finished run answers: why not a pair, what it would cost, and why children wait."""

from marshmallow import fields

from api.schemas.remedies import SmallestChange
from api.schemas.shapes import Line, Shape, Whole
from matching.running.questions import BARRED, POSSIBLE, SUGGESTED, UNTOLD


def _ref(*, required: bool = False) -> Line:
    return Line(longest=200, required=required, metadata={"description": "What the run calls it."})


class PairSearch(Shape):
    """Of which referral, or of which household: name one of the two."""

    referral_ref = _ref()
    household_ref = _ref()


class PairNamed(Shape):
    """Which pair."""

    referral_ref = _ref(required=True)
    household_ref = _ref(required=True)


class HouseholdNamed(Shape):
    """Which household."""

    household_ref = _ref(required=True)


class Barring(Shape):
    """A bar that a pair breaks, and the sentence that says so."""

    code = fields.String(dump_only=True)
    sentence = fields.String(dump_only=True)


class Loss(Shape):
    """What the plan would lose with the pair forced; less than nothing is a gain. Protected points are null."""

    urgent = Whole(dump_only=True, metadata={"description": "Urgent children placed fewer."})
    soon = Whole(dump_only=True)
    routine = Whole(dump_only=True)
    points = Whole(dump_only=True, allow_none=True)
    days = Whole(dump_only=True, metadata={"description": "Later in all; it decides between plans that are as good."})


class Move(Shape):
    """A referral that the best plan with the pair would move."""

    referral_ref = fields.String(dump_only=True)
    leaves = fields.String(dump_only=True, allow_none=True, metadata={"description": "A household; null: it had none."})
    takes = fields.String(dump_only=True, allow_none=True, metadata={"description": "Null: it would have none."})


class Answer(Shape):
    """One pair of a run: suggested, barred by all that it breaks, or possible at an exact loss."""

    referral_ref = fields.String(dump_only=True)
    household_ref = fields.String(dump_only=True)
    standing = fields.String(dump_only=True, metadata={"enum": [SUGGESTED, POSSIBLE, BARRED, UNTOLD]})
    bars = fields.List(fields.Nested(Barring), dump_only=True)
    loss = fields.Nested(Loss, dump_only=True, allow_none=True)
    moves = fields.List(fields.Nested(Move), dump_only=True, metadata={"description": "The pair's own referral first."})
    sentence = fields.String(dump_only=True, metadata={"description": "What a possible pair would change, in words."})
    is_withheld = fields.Boolean(
        dump_only=True, metadata={"description": "Something is left out, for an address that may not be disclosed."}
    )


class Answers(Shape):
    """The suggested first, then the possible by what they would cost, then the barred."""

    pairs = fields.List(fields.Nested(Answer), dump_only=True)


class Without(Shape):
    """What the plan would be without a household; no loss: the same, or a pin holds the household."""

    household_ref = fields.String(dump_only=True)
    loss = fields.Nested(Loss, dump_only=True, allow_none=True)
    moves = fields.List(fields.Nested(Move), dump_only=True, metadata={"description": "Its own referral first."})
    sentence = fields.String(dump_only=True)
    is_withheld = fields.Boolean(dump_only=True, metadata={"description": "See the answers of pairs."})


class Fact(Shape):
    """One fact of a pair: what is asked, what is offered, and whether they match."""

    code = fields.String(dump_only=True, metadata={"description": "The bar or merit that it is about."})
    name = fields.String(dump_only=True)
    child_ref = fields.String(dump_only=True, allow_none=True, attribute="child")
    asked = fields.String(dump_only=True)
    offered = fields.String(dump_only=True)
    verdict = fields.String(dump_only=True, metadata={"enum": ["match", "mismatch", "unknown"]})


class Comparison(Shape):
    """One pair with every fact, and the smallest change that would make a barred one possible."""

    pair = fields.Nested(Answer, dump_only=True)
    smallest_change = fields.Nested(
        SmallestChange,
        dump_only=True,
        allow_none=True,
        metadata={"description": "Null: not barred, or not told for an address that may not be disclosed."},
    )
    facts = fields.List(fields.Nested(Fact), dump_only=True)


class LinkComparison(Shape):
    """A linked pair fact by fact, as far as both halves are open; none once the child moved in, or the link ended."""

    facts = fields.List(fields.Nested(Fact), dump_only=True)


class BottleneckPair(Shape):
    """Who could go where."""

    referral_ref = fields.String(dump_only=True)
    household_ref = fields.String(dump_only=True)
    is_suggested = fields.Boolean(dump_only=True)


class KeptApart(Shape):
    """How many pairs one bar keeps apart by itself."""

    bar = fields.String(dump_only=True)
    pairs = Whole(dump_only=True)


class Bottleneck(Shape):
    """Referrals that share fewer possible households than they are."""

    referrals = fields.List(fields.String(), dump_only=True)
    households = fields.List(fields.String(), dump_only=True)
    without = fields.List(fields.String(), dump_only=True, metadata={"description": "Those without a suggestion."})
    pairs = fields.List(fields.Nested(BottleneckPair), dump_only=True)
    alone = fields.List(fields.Nested(KeptApart), dump_only=True)
    sentence = fields.String(dump_only=True)


class Bottlenecks(Shape):
    """Why children stay without a suggestion; none where every child has one."""

    bottlenecks = fields.List(fields.Nested(Bottleneck), dump_only=True)


class Difference(Shape):
    """A referral that has another household than in the run before, and why. Null: it had, or has, none."""

    referral_ref = fields.String(dump_only=True)
    before = fields.String(dump_only=True, allow_none=True)
    now = fields.String(dump_only=True, allow_none=True)
    causes = fields.List(fields.String(), dump_only=True, metadata={"description": "Each alone is why."})
    together = fields.List(
        fields.String(), dump_only=True, metadata={"description": "Where none is alone, these together are."}
    )
    sentence = fields.String(dump_only=True)


class Differences(Shape):
    """What a run suggests otherwise than the run before it over the same consortia."""

    before_run_id = fields.UUID(dump_only=True)
    before_number = Whole(dump_only=True)
    changed_facts = Whole(dump_only=True)
    is_cut = fields.Boolean(dump_only=True, metadata={"description": "Not every cause was looked for: too many."})
    is_withheld = fields.Boolean(
        dump_only=True, metadata={"description": "Why is not told, for an address that may not be disclosed."}
    )
    differences = fields.List(fields.Nested(Difference), dump_only=True)

"""The shape of scenarios: what is supposed of a run, and both plans side by side."""

from marshmallow import fields

from api.schemas.shapes import Line, Shape, Whole, word, words
from api.schemas.trying import Placed
from matching.supposing.additions import SEXES
from matching.supposing.facts import FACTS
from matching.supposing.reading import BY_CODE, MOST_WORDS
from matching.supposing.scenarios import MOST

_SAID = {"description": "What it takes hangs on its kind: a key that its kind does not take is refused by name."}


class Value(fields.Raw):
    """A number, a day or a word: the other value of a fact."""


class Change(Shape):
    """One thing that is supposed. Days as 2026-11-27."""

    change = word(BY_CODE, required=True, metadata=_SAID)
    household_ref = Line(metadata={"description": "What the run calls it; of one that is added, WHAT-IF-1 or alike."})
    referral_ref = Line(metadata={"description": "What the run calls it; of one that is added, WHAT-IF-1 or alike."})
    until = Line(longest=10)
    fact = word(FACTS)
    ref = Line(metadata={"description": "The household, or for `child_travel` the referral."})
    value = Value()
    part = Line(metadata={"description": "The child of `child_travel`, the need of `answer`."})
    terms = fields.Dict(
        keys=Line(longest=50), values=Whole(), metadata={"description": "Terms and weights of the policy, by name."}
    )
    member = Line(longest=50)
    on = Line(longest=10)
    authority = Line(longest=50)
    ages_months = words(Whole(), most=MOST_WORDS)
    urgency = Line(longest=20)
    sexes = words(word(SEXES), most=MOST_WORDS)
    needs = words(most=MOST_WORDS)
    needed_by = Line(longest=10)
    contact_postcode = Line(longest=10)
    max_travel_minutes = Whole()
    agency = Line(longest=50)
    postcode = Line(longest=10)
    approved_children = Whole()
    min_age_months = Whole()
    max_age_months = Whole()
    yes_needs = words(most=MOST_WORDS)
    discuss_needs = words(most=MOST_WORDS)
    no_needs = words(most=MOST_WORDS)


class Scenario(Shape):
    """A scenario by its name. Nothing of it is real, and nothing of it can be made so but by hand."""

    id = fields.UUID(dump_only=True)
    match_run_id = fields.UUID(dump_only=True)
    name = Line(longest=100, required=True)
    changes = words(fields.Nested(Change), most=MOST, required=True, load_only=True)
    counted = Whole(dump_only=True, metadata={"description": "How many changes it supposes."})
    made_by = fields.UUID(dump_only=True, allow_none=True)
    created_at = fields.AwareDateTime(dump_only=True)


class Other(Shape):
    """A referral that would have another household than in the run, or is in one of the two alone. Null: none."""

    referral_ref = fields.String(dump_only=True)
    children = Whole(dump_only=True)
    urgency = fields.String(dump_only=True)
    standing = fields.String(dump_only=True, metadata={"enum": ["gains", "loses", "moves", "new", "gone"]})
    before = fields.String(dump_only=True, allow_none=True)
    now = fields.String(dump_only=True, allow_none=True)
    causes = fields.List(
        Whole(), dump_only=True, metadata={"description": "Numbers of the changes each of which alone is why."}
    )
    sentence = fields.String(dump_only=True)


class Counted(Shape):
    """So many households under a bar."""

    bar = fields.String(dump_only=True)
    households = Whole(dump_only=True)


class Without(Shape):
    """A referral that would have no suggestion, and why."""

    referral_ref = fields.String(dump_only=True)
    children = Whole(dump_only=True)
    urgency = fields.String(dump_only=True)
    before = fields.String(dump_only=True, allow_none=True)
    reasons = fields.List(fields.Nested(Counted), dump_only=True)


class SideBySide(Scenario):
    """A scenario beside its run. Points are null where the weights differ: by others they are another measure."""

    supposed = fields.List(fields.String(), dump_only=True, metadata={"description": "Each follows “what if”."})
    stored = fields.List(
        fields.Nested(Change),
        dump_only=True,
        metadata={"description": "The changes, to be sent again; empty where one is of a record out of sight by now."},
    )
    asked_before = fields.Nested(Placed, dump_only=True)
    asked_now = fields.Nested(Placed, dump_only=True)
    placed_before = fields.Nested(Placed, dump_only=True)
    placed_now = fields.Nested(Placed, dump_only=True)
    points_before = fields.Integer(dump_only=True, allow_none=True)
    points_now = fields.Integer(dump_only=True, allow_none=True)
    others = fields.List(fields.Nested(Other), dump_only=True)
    without = fields.List(fields.Nested(Without), dump_only=True)
    is_cut = fields.Boolean(dump_only=True, metadata={"description": "A cause may be missing: time ran out."})
    is_withheld = fields.Boolean(
        dump_only=True, metadata={"description": "Whoever has a protected address was left as the run has them."}
    )
    inputs_sha256 = fields.String(dump_only=True, metadata={"description": "Of what was solved."})
    sentence = fields.String(dump_only=True)

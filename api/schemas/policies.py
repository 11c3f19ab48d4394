"""The shape of policies: what a consortium signed off about matching, term for term."""

from marshmallow import fields

from api.schemas.shapes import Day, Line, Prose, Shape, Whole
from matching.policy import LARGEST_GRACE_DAYS, LARGEST_OPEN_LINKS, LARGEST_WEIGHT, LONGEST_TEXT, MERIT_WEIGHTS

Merits = Shape.from_dict({code: Whole(high=LARGEST_WEIGHT) for code in MERIT_WEIGHTS}, name="Merits")


class Terms(Shape):
    """What the policy says; a term that is left out has its default."""

    version = Prose(longest=LONGEST_TEXT, metadata={"description": "What the consortium calls it."})
    signed_off_by = Prose(longest=LONGEST_TEXT, metadata={"description": "One line; empty where nobody has yet."})
    grace_days = Whole(high=LARGEST_GRACE_DAYS)
    max_open_links_household = Whole(low=1, high=LARGEST_OPEN_LINKS)
    max_open_links_referral = Whole(low=1, high=LARGEST_OPEN_LINKS)
    merits = fields.Nested(Merits, metadata={"description": "Points at most, for each merit."})


class Policy(Shape):
    """A policy as it was signed: it governs from its day until another one's has come, and none is ever changed."""

    id = fields.UUID(dump_only=True)
    consortium = Line(longest=40, required=True, metadata={"description": "Its code."})
    number = Whole(dump_only=True)
    effective_on = Day(metadata={"description": "The day from which it governs: today, where it is left out."})
    terms = fields.Nested(Terms, required=True)
    signed_at = fields.AwareDateTime(dump_only=True)

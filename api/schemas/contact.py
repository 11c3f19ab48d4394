"""The shape of contact plans, and of who agreed to which version."""

from marshmallow import fields

from api.schemas.shapes import Day, Prose, Shape, Whole, disclosed, word
from consortium.planning.contact import MOST_SESSIONS, Side


class Consent(Shape):
    """One side's agreement to a version."""

    side = word(Side)
    on = fields.AwareDateTime()
    by = fields.String(metadata={"description": "The organisation."})
    name = fields.String(metadata={"description": "The authority's own person, to the authority alone."})


class ContactPlan(Shape):
    """One version of a contact plan."""

    id = fields.UUID()
    number = Whole()
    from_on = Day()
    review_on = Day()
    sessions_per_week = Whole(high=MOST_SESSIONS)
    purpose = fields.String()
    venue = fields.String()
    times = fields.String()
    supervision = fields.String()
    handover = fields.String()
    consents = fields.List(fields.Nested(Consent))


class NewContactPlan(Shape):
    """The next version."""

    follows = Whole(required=True, metadata={"description": "The number of the version that you read; 0: none yet."})
    from_on = Day(required=True)
    review_on = Day(required=True)
    sessions_per_week = Whole(high=MOST_SESSIONS, required=True)
    purpose = Prose(longest=2_000, required=True)
    venue = Prose(longest=2_000)
    times = Prose(longest=2_000)
    supervision = Prose(longest=2_000)
    handover = Prose(longest=2_000)


class Contact(Shape):
    """The versions of a case's contact plan, the latest first."""

    id = fields.UUID(metadata={"description": "The id of the referral."})
    referral_ref = fields.String()
    authority = fields.String()
    disclosed = disclosed()
    withheld = fields.Boolean(metadata={"description": "Whether what tells where the child can be found is left out."})
    contact = fields.List(fields.Nested(ContactPlan))

"""The shape of referrals and their children, born and unborn."""

from marshmallow import fields, validate

from api.schemas.shapes import Day, Flag, Line, Paging, Prose, Shape, Whole, disclosed, word, words
from consortium.children import Sex, Urgency
from consortium.referrals.courses import LONGEST_NOTE, ReferralStatus, ScreeningReason
from consortium.referrals.criteria import LONGEST_CODE
from consortium.referrals.screenings import Answer, Outcome


class Child(Shape):
    """A child; its columns are those of the children spreadsheet."""

    id = fields.UUID(dump_only=True)
    child_ref = Line(longest=100, metadata={"description": "Given by the server where it is left out."})
    date_of_birth = Day(allow_none=True, metadata={"description": "Or the expected date, before birth."})
    expected_date_of_delivery = Day(allow_none=True)
    sex = word(Sex, allow_none=True)
    urgency = word(Urgency)
    needed_by = Day(allow_none=True)
    needs = words()
    ethnicity = Line(allow_none=True)
    religion = Line(allow_none=True)
    language = Line(allow_none=True)
    contact_postcode = Line(longest=10, allow_none=True)
    contact_sessions_per_week = Whole(high=7, allow_none=True)
    max_travel_minutes = Whole(high=1440)
    excluded_areas = words()
    conflicts = words()
    open_links = Whole(dump_only=True)
    age_band = fields.String(dump_only=True, metadata={"description": "A range of months, or unborn."})
    age_months = Whole(dump_only=True, allow_none=True)
    given_names = fields.String(dump_only=True, allow_none=True)
    family_name = fields.String(dump_only=True, allow_none=True)
    home_address = fields.String(dump_only=True, allow_none=True)
    nursery = fields.String(dump_only=True, allow_none=True)
    health = fields.String(dump_only=True, allow_none=True)
    background = fields.String(dump_only=True, allow_none=True)
    birth_details = fields.String(dump_only=True, allow_none=True)
    nationality = fields.String(dump_only=True, allow_none=True)
    appearance = fields.String(dump_only=True, allow_none=True)
    legal_status = fields.String(dump_only=True, allow_none=True)
    why_looked_after = fields.String(dump_only=True, allow_none=True)
    previous_involvement = fields.String(dump_only=True, allow_none=True)
    brothers_and_sisters = fields.String(dump_only=True, allow_none=True)
    contact_extent = fields.String(dump_only=True, allow_none=True)
    education = fields.String(dump_only=True, allow_none=True)
    personality = fields.String(dump_only=True, allow_none=True)
    interests = fields.String(dump_only=True, allow_none=True)
    address_non_disclosure = fields.Boolean(dump_only=True)


class LostChild(Shape):
    """A child who has left the search."""

    id = fields.UUID(dump_only=True)
    child_ref = fields.String(dump_only=True)
    lost_on = Day(dump_only=True)


class Referral(Shape):
    """A request for a placement: one child, or a sibling group to be placed together."""

    id = fields.UUID(dump_only=True)
    referral_ref = Line(
        longest=100, metadata={"description": "Given by the server where it is left out.", "x-fixed": True}
    )
    authority_code = Line(
        longest=9, required=True, metadata={"description": "The placing authority's ONS code.", "x-fixed": True}
    )
    status = word(ReferralStatus, dump_only=True)
    draft = Flag(
        load_only=True, metadata={"description": "Kept back, and submitted to be screened later.", "x-fixed": True}
    )
    children = fields.List(fields.Nested(Child), required=True, validate=validate.Length(max=10))
    lost_children = fields.List(fields.Nested(LostChild), dump_only=True)
    disclosed = disclosed()
    version = Whole(dump_only=True)
    created_at = fields.AwareDateTime(dump_only=True)


class ReferralSearch(Paging):
    """Which referrals to list."""

    search = Line()
    authority_id = fields.UUID()
    status = word(ReferralStatus)


class Birth(Shape):
    """An expected child is born."""

    born_on = Day(required=True)
    sex = word(Sex, allow_none=True)


class Twins(Shape):
    """One expected child turns out to be two, before birth or at it."""

    born_on = Day(allow_none=True)
    sexes = fields.List(word(Sex, allow_none=True), validate=validate.Length(equal=2))


class Loss(Shape):
    """A child has died, or was not born alive."""

    on = Day(metadata={"description": "Today, where it is left out."})


class Reopening(Shape):
    """Why a placement is sought again."""

    note = Prose(longest=LONGEST_NOTE, required=True)


class Screening(Shape):
    """What a screening comes to, and the answer to each criterion in force that people answer."""

    outcome = word(Outcome, required=True)
    answers = fields.Dict(
        keys=Line(longest=LONGEST_CODE), values=word(Answer), required=True, validate=validate.Length(max=50)
    )
    reason = word(ScreeningReason, allow_none=True, metadata={"description": "Of a decline, or of what is asked."})
    note = Prose(longest=LONGEST_NOTE)


class Answered(Shape):
    """The answer to one criterion, as it was put."""

    code = fields.String(dump_only=True)
    sentence = fields.String(dump_only=True)
    answer = word(Answer, dump_only=True)


class Moved(Shape):
    """One move of a referral."""

    at = fields.AwareDateTime(dump_only=True)
    from_status = word(ReferralStatus, dump_only=True, allow_none=True)
    to_status = word(ReferralStatus, dump_only=True)
    reason = word(ScreeningReason, dump_only=True, allow_none=True)
    note = fields.String(dump_only=True, allow_none=True)
    by = fields.String(dump_only=True, allow_none=True, metadata={"description": "A colleague, or an organisation."})
    criteria_number = Whole(dump_only=True)
    answers = fields.List(fields.Nested(Answered), dump_only=True)


class Apart(Shape):
    """A decision by which brothers and sisters are placed apart, and how near to each other they live."""

    other_id = fields.UUID(dump_only=True)
    other_ref = fields.String(dump_only=True)
    reason = fields.String(dump_only=True)
    decided_at = fields.AwareDateTime(dump_only=True)
    near = fields.String(dump_only=True)


class PlaceApart(Shape):
    """Who searches in a referral of their own from now on, and why."""

    child_ids = fields.List(fields.UUID(), required=True, validate=validate.Length(min=1, max=10))
    reason = Prose(longest=2000, required=True)
    referral_ref = Line(longest=100)


class Course(Shape):
    """What happened to a referral, the latest first."""

    moves = fields.List(fields.Nested(Moved), dump_only=True)
    apart = fields.List(fields.Nested(Apart), dump_only=True)

"""The shape of approaches: whether a household is willing, asked before any link."""

from marshmallow import fields

from api.schemas.referrals import Referral
from api.schemas.shapes import Day, Line, Paging, Shape, Whole, word
from consortium.linking.approaches import ApproachStatus, WhyNot, Willingness


class Approach(Shape):
    """One question to the agency of a household about an anonymised referral, and its answer."""

    id = fields.UUID(dump_only=True)
    referral_id = fields.UUID(required=True)
    household_id = fields.UUID(required=True)
    referral_ref = fields.String(dump_only=True)
    authority_code = fields.String(dump_only=True)
    household_ref = fields.String(dump_only=True)
    agency = fields.String(dump_only=True)
    status = word(ApproachStatus, dump_only=True)
    answer_by = Day(metadata={"description": "The last day for an answer: a week from now, unless said."})
    answer = word(Willingness, dump_only=True, allow_none=True)
    why_not = word(WhyNot, dump_only=True, allow_none=True)
    note = fields.String(dump_only=True)
    answered_at = fields.AwareDateTime(dump_only=True, allow_none=True)
    version = Whole(dump_only=True)
    created_at = fields.AwareDateTime(dump_only=True)


class AskedAbout(Approach):
    """One approach with the anonymised need that it is about."""

    need = fields.Nested(Referral, dump_only=True)


class ApproachSearch(Paging):
    """Which approaches to list."""

    status = word(ApproachStatus)


class Response(Shape):
    """What the household's worker answers; a no has its reason."""

    answer = word(Willingness, required=True)
    why_not = word(WhyNot)
    note = Line(longest=500, metadata={"description": "The coordinators read it: name nobody."})

"""The shape of suggestions: one household for one referral, and what speaks for it."""

from marshmallow import fields

from api.schemas.shapes import Line, Paging, Shape, Whole


class Suggestion(Shape):
    """A pair that a run suggests; `merits` sum to `points`. A protected journey is in neither."""

    id = fields.UUID(dump_only=True)
    match_run_id = fields.UUID(dump_only=True)
    referral_ref = fields.String(dump_only=True)
    household_ref = fields.String(dump_only=True)
    points = Whole(dump_only=True)
    merits = fields.Dict(keys=fields.String(), values=Whole(), dump_only=True)
    link_id = fields.UUID(dump_only=True, allow_none=True, metadata={"description": "What was proposed from it."})
    kept = fields.Boolean(dump_only=True, metadata={"description": "Whether the run before suggested it as well."})


class Acceptance(Shape):
    """Why a suggested pair is proposed to both sides."""

    reason = Line(longest=500, required=True, metadata={"description": "Both sides read it.", "minLength": 10})


class LinkReason(Shape):
    """One thing that spoke for a pair: the points it earned, of how many."""

    code = fields.String(dump_only=True)
    sentence = fields.String(dump_only=True)
    points = Whole(dump_only=True)
    of = Whole(dump_only=True)


class LinkReasons(Shape):
    """What spoke for a linked pair, as far as whoever asks may read it."""

    reasons = fields.List(fields.Nested(LinkReason), dump_only=True)


class SuggestionSearch(Paging):
    """Of which run."""

    run_id = fields.UUID()

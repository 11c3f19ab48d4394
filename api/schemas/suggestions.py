"""The shape of suggestions: one household for one referral, and what speaks for it."""

from marshmallow import fields

from api.schemas.shapes import Paging, Shape, Whole


class Suggestion(Shape):
    """A pair that a run suggests; `merits` sum to `points`."""

    id = fields.UUID(dump_only=True)
    match_run_id = fields.UUID(dump_only=True)
    referral_ref = fields.String(dump_only=True)
    household_ref = fields.String(dump_only=True)
    points = Whole(dump_only=True)
    merits = fields.Dict(keys=fields.String(), values=Whole(), dump_only=True)
    kept = fields.Boolean(dump_only=True, metadata={"description": "Whether the run before suggested it as well."})


class SuggestionSearch(Paging):
    """Of which run."""

    run_id = fields.UUID()

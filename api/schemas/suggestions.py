"""The shape of suggestions: one household for one referral, and what speaks for it."""

from marshmallow import fields

from api.schemas.shapes import Day, Line, Paging, Shape, Whole, word
from consortium.linking.links import EndReason
from matching.running.overruling import OverruleReason


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


class Overruling(Shape):
    """Why a suggestion is not followed."""

    id = fields.UUID(dump_only=True)
    suggestion_id = fields.UUID(dump_only=True)
    link_id = fields.UUID(dump_only=True, allow_none=True, metadata={"description": "What was proposed instead."})
    reason = word(OverruleReason, required=True)
    note = Line(longest=500, metadata={"description": "Needed for other; for coordinators alone."})
    decided_by = fields.UUID(dump_only=True, allow_none=True, metadata={"description": "Null: at the terminal."})
    created_at = fields.AwareDateTime(dump_only=True)


class MemorySearch(Shape):
    """Of which consortium."""

    consortium = Line(longest=40, required=True, metadata={"description": "Its code."})


def _counts(kind: type[OverruleReason] | type[EndReason], description: str) -> fields.Dict:
    return fields.Dict(keys=word(kind), values=Whole(), dump_only=True, metadata={"description": description})


class Month(Shape):
    """One month of decisions on what runs suggested, beside the policy in force."""

    month = Day(dump_only=True, metadata={"description": "Its first day."})
    policies = fields.List(fields.String(), dump_only=True, metadata={"description": "The versions in force."})
    suggested = Whole(dump_only=True, metadata={"description": "Pairs that runs suggested, each once."})
    proposed = Whole(dump_only=True, metadata={"description": "Links proposed from them."})
    set_aside = _counts(OverruleReason, "Suggestions set aside.")
    instead = _counts(OverruleReason, "Suggestions instead of which another household was proposed.")
    declined = _counts(EndReason, "Links from suggestions that somebody's no has ended.")


class Memory(Shape):
    """The latest month first."""

    months = fields.List(fields.Nested(Month), dump_only=True)


class SuggestionSearch(Paging):
    """Of which run."""

    run_id = fields.UUID()

"""The shape of match runs and of who found no household in them."""

from marshmallow import fields, validate

from api.schemas.shapes import Day, Flag, Line, Paging, Shape, Whole, word
from matching.running.runs import RunStatus


class MatchRun(Shape):
    """A run over one day's records; it never changes once it is done."""

    id = fields.UUID(dump_only=True)
    number = Whole(dump_only=True)
    status = word(RunStatus, dump_only=True)
    as_of = Day(dump_only=True)
    consortia = fields.List(fields.String(), dump_only=True, metadata={"description": "Their codes."})
    policy_version = fields.String(dump_only=True)
    inputs_sha256 = fields.String(dump_only=True)
    solved_with = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        dump_only=True,
        allow_none=True,
        metadata={"description": "Software by name with its version; null: of a run from before that was kept."},
    )
    error = fields.String(dump_only=True, allow_none=True)
    started_by = fields.UUID(dump_only=True, allow_none=True, metadata={"description": "Null: at the terminal."})
    is_preview = Flag(dump_only=True, metadata={"description": "Whether it was made of itself, at night."})
    created_at = fields.AwareDateTime(dump_only=True)
    finished_at = fields.AwareDateTime(dump_only=True, allow_none=True)


class MatchRunSearch(Paging):
    """Which runs to list."""

    status = word(RunStatus)


class MatchRunStart(Shape):
    """Which day, and whose records."""

    as_of = Day(metadata={"description": "Today, where it is left out."})
    consortia = fields.List(
        Line(longest=40),
        validate=validate.Length(1, 50),
        metadata={"description": "Codes; all that you coordinate, where it is left out."},
    )
    policy_id = fields.UUID(metadata={"description": "Which signed policy to go by, where the consortia differ."})


class Reason(Shape):
    """How many households break one bar."""

    bar = fields.String(dump_only=True)
    households = Whole(dump_only=True)


class Unmatched(Shape):
    """A referral that found no household, and why, the most frequent reason first."""

    id = fields.UUID(dump_only=True)
    match_run_id = fields.UUID(dump_only=True)
    referral_ref = fields.String(dump_only=True)
    reasons = fields.List(fields.Nested(Reason), dump_only=True)

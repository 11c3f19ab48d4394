"""The shape of year ends: how each period that is over ended."""

from marshmallow import fields

from api.schemas.shapes import Day, Shape, Whole


class YearEnd(Shape):
    """How the period of one commitment ended, each unit used once.

    minimum + excess + made up = taken + transferred + carried in + relieved + tolerated + shortfall.
    """

    commitment_id = fields.UUID(dump_only=True)
    agreement_ref = fields.String(dump_only=True)
    authority_code = fields.String(dump_only=True)
    period_start = Day(dump_only=True)
    period_end = Day(dump_only=True, metadata={"description": "The day after the last."})
    minimum_units = Whole(dump_only=True)
    taken_units = Whole(dump_only=True)
    transferred_units = fields.Integer(
        dump_only=True, metadata={"description": "Came from others' placements; negative: went to others' minimums."}
    )
    carried_in_units = Whole(dump_only=True)
    made_up_units = Whole(dump_only=True)
    relieved_units = Whole(dump_only=True)
    tolerated_units = Whole(dump_only=True)
    shortfall_units = Whole(dump_only=True)
    shortfall_pence = Whole(
        dump_only=True,
        allow_none=True,
        metadata={"description": "Null where units are short and no tariff has a price."},
    )
    excess_units = Whole(dump_only=True)
    carried_out_units = Whole(dump_only=True)


class ToLookAt(Shape):
    """A transfer that people should look at again, and why."""

    transfer_id = fields.UUID(dump_only=True)
    sentence = fields.String(dump_only=True)
    stands = fields.Boolean(dump_only=True, metadata={"description": "False: records changed; it moves no unit."})


class YearEnds(Shape):
    """All periods that were over on a day, of the commitments that the caller may see."""

    as_of = Day(dump_only=True)
    results = fields.List(fields.Nested(YearEnd), dump_only=True)
    to_look_at = fields.List(fields.Nested(ToLookAt), dump_only=True)


class YearEndSearch(Shape):
    """Over by which day, and under which agreement."""

    as_of = Day(metadata={"description": "Today, where it is left out."})
    agreement_id = fields.UUID()

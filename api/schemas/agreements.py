"""The shape of agreements and of the versions of their terms."""

import json
from typing import Any

from marshmallow import Schema, fields

from api.schemas.shapes import Day, Flag, Line, Paging, Prose, Shape, Whole, word
from contracts.agreeing.declaring import Term
from contracts.agreeing.terms import TERMS


def _field(term: Term) -> fields.Field[Any]:
    """A term as it is sent: its range, its words, and what it means."""
    shape: dict[str, Any] = {"allow_none": term.optional, "metadata": {"description": _described(term)}}
    if term.is_flag:
        return Flag(**shape)
    return word(term.choices, **shape) if term.choices else Whole(low=term.low, high=term.high, **shape)


def _described(term: Term) -> str:
    default = "null" if term.default is None else json.dumps(term.default)
    values = "" if term.is_flag else "".join(f" {value}: {said}." for value, said in term.choices.items())
    return f"{term.label}. {term.meaning}{values} Where nothing was ever said: {default}."


# The typed terms, each as `contracts.agreeing.terms` declares it; one that is left out stays what it was before.
TypedTerms: type[Schema] = Shape.from_dict({term.name: _field(term) for term in TERMS}, name="TypedTerms")


class AgreementVersion(TypedTerms):  # type: ignore[misc, valid-type]
    """The terms as they stand from a day on."""

    number = Whole(dump_only=True)
    effective_on = Day(dump_only=True)
    terms = fields.String(dump_only=True, metadata={"description": "In words."})


class Agreement(Shape):
    """What the members of a consortium promised one another."""

    id = fields.UUID(dump_only=True)
    agreement_ref = Line(longest=100, required=True, metadata={"x-fixed": True})
    consortium = Line(longest=40, required=True, metadata={"description": "The consortium's code.", "x-fixed": True})
    title = Line(required=True)
    versions = fields.List(fields.Nested(AgreementVersion), dump_only=True)
    version = Whole(dump_only=True, metadata={"description": "Of this record; its terms have numbers."})
    created_at = fields.AwareDateTime(dump_only=True)


class AgreementNew(TypedTerms):  # type: ignore[misc, valid-type]
    """An agreement with its first terms."""

    agreement_ref = Line(longest=100, required=True)
    consortium = Line(longest=40, required=True)
    title = Line(required=True)
    effective_on = Day(metadata={"description": "Today, where it is left out."})
    terms = Prose()


class Amendment(TypedTerms):  # type: ignore[misc, valid-type]
    """New terms from a later day on; a typed term that is left out stays what it was."""

    effective_on = Day(required=True)
    terms = Prose(required=True)


class AgreementSearch(Paging):
    """Which agreements to list."""

    search = Line()

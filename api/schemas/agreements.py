"""The shape of agreements and of the versions of their terms."""

import json
from typing import Any

from marshmallow import Schema, fields, validate

from api.schemas.commitments import CommitmentTerms
from api.schemas.shapes import Day, Flag, Line, Paging, Prose, Shape, Whole, word
from contracts.agreeing.declaring import Term
from contracts.agreeing.terms import TERMS
from contracts.agreeing.versions import Side, Status


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


_STATUS = (
    "unsigned: it holds, and nobody is bound by a signature. draft: it amends a signed version, and holds once both "
    "sides have signed it. signed: it is locked. discarded: it was never signed, and will not be."
)


_TERMS = tuple(CommitmentTerms().fields)
_WHERE_SIGNED = {"description": "Only where both sides have signed the agreement."}
# Each as `contracts.agreeing.terms` declares it; one that is left out stays what it was before.
TypedTerms: type[Schema] = Shape.from_dict({term.name: _field(term) for term in TERMS}, name="TypedTerms")


class Signature(Shape):
    """That one person signed a version for one side."""

    side = word(Side, dump_only=True)
    member = fields.String(dump_only=True, metadata={"description": "The organisation's code."})
    name = fields.String(dump_only=True, metadata={"description": "Who signed."})
    signed_on = Day(dump_only=True)
    is_void = Flag(dump_only=True, metadata={"description": "What was signed was changed since: the side signs anew."})


class ProposedChange(CommitmentTerms):  # type: ignore[misc, valid-type]
    """What an amendment changes of a commitment, or a new one, by the columns of its spreadsheet."""

    commitment_id = fields.UUID(dump_only=True, allow_none=True, metadata={"description": "Null: a new commitment."})
    authority_code = fields.String(dump_only=True)
    agency = fields.String(dump_only=True, allow_none=True)


class AgreementVersion(TypedTerms):  # type: ignore[misc, valid-type]
    """The terms as they stand from a day on."""

    number = Whole(dump_only=True)
    effective_on = Day(dump_only=True)
    terms = fields.String(dump_only=True, metadata={"description": "In words."})
    status = word(Status, dump_only=True, metadata={"description": _STATUS})
    signed_on = Day(dump_only=True, allow_none=True)
    signatures = fields.List(fields.Nested(Signature), dump_only=True)
    waits_for = fields.List(word(Side), dump_only=True, metadata={"description": "The sides that have not signed it."})
    digest = fields.String(
        dump_only=True,
        metadata={
            "description": "Of what a signature is for, as it reads now, where one is read by itself; send it to sign."
        },
    )
    changes = fields.List(
        fields.Nested(ProposedChange),
        dump_only=True,
        metadata={"description": "What it changes of the commitments that you may see."},
    )


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


class CommitmentChange(CommitmentTerms):  # type: ignore[misc, valid-type]
    """What becomes of the terms of a commitment; those that are left out stay."""

    commitment_id = fields.UUID(required=True)


class CommitmentEnd(Shape):
    """A commitment that ends early, as of an authority that leaves."""

    commitment_id = fields.UUID(required=True)
    ended_on = Day(required=True, metadata={"description": "The first day that does not count any more."})
    minimum_units = Whole(
        high=10_000, metadata={"description": "What the agreement's terms leave of the minimum, where it is left out."}
    )


class CommitmentAdded(CommitmentTerms):  # type: ignore[misc, valid-type]
    """A new commitment."""

    authority_code = Line(longest=9, required=True)
    agency = Line(longest=100, allow_none=True, metadata={"description": "Null: placements of any agency count."})


class Amendment(TypedTerms):  # type: ignore[misc, valid-type]
    """New terms from a later day on; a typed term that is left out stays what it was."""

    effective_on = Day(required=True)
    terms = Prose(required=True)
    changes = fields.List(
        fields.Nested(CommitmentChange(partial=_TERMS)), validate=validate.Length(max=200), metadata=_WHERE_SIGNED
    )
    added = fields.List(fields.Nested(CommitmentAdded), validate=validate.Length(max=200), metadata=_WHERE_SIGNED)
    ended = fields.List(fields.Nested(CommitmentEnd), validate=validate.Length(max=200), metadata=_WHERE_SIGNED)


class SignatureNew(Shape):
    """What is signed, by the digest that was read with it."""

    digest = Line(longest=64, required=True)


class AgreementSearch(Paging):
    """Which agreements to list."""

    search = Line()

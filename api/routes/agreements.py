"""The routes of agreements."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from api.operations import Door, Values
from api.paging import Listing
from api.schemas.agreements import Agreement, AgreementNew, AgreementSearch, Amendment, SignatureNew
from consortium.access import Viewer
from contracts import agreements
from contracts.agreeing import amendments, signing

ONE = "/agreements/<uuid:agreement_id>"
door = Door("agreements")


@door.lists("/agreements", Agreement, may="agreements.read", asks=AgreementSearch)
def index(viewer: Viewer, query: Values) -> Listing:
    """List the agreements that you may see, by reference."""
    return Listing(agreements.visible(viewer, **query), by="ref", shown=_listed)


@door.reads(ONE, Agreement, may="agreements.read")
def read(viewer: Viewer, agreement_id: UUID) -> Values:
    """Read one agreement with all versions of its terms."""
    return _one(viewer, agreements.get(viewer, agreement_id=agreement_id))


@door.creates("/agreements", Agreement, may="agreements.agree", takes=AgreementNew())
def agree(viewer: Viewer, body: Values) -> Values:
    """Record an agreement of a consortium that you coordinate, with its first terms."""
    named = {"consortium_code": body.pop("consortium"), "ref": body.pop("agreement_ref")}
    return _one(viewer, agreements.agree(viewer, **named, **body))


@door.changes(ONE, Agreement, may="agreements.change")
def change(viewer: Viewer, agreement_id: UUID, version: int, body: Values) -> Values:
    """Correct the title of an agreement."""
    return _one(viewer, agreements.change(viewer, agreement_id=agreement_id, version=version, **body))


@door.acts(f"{ONE}/versions", Agreement, may="agreements.change", takes=Amendment, versioned=True)
def amend(viewer: Viewer, agreement_id: UUID, version: int, body: Values) -> Values:
    """Agree on new terms from a later day on; earlier versions stay as they are."""
    return _one(viewer, amendments.amend(viewer, agreement_id=agreement_id, version=version, **body))


@door.acts(f"{ONE}/signatures", Agreement, may="agreements.sign", takes=SignatureNew)
def sign(viewer: Viewer, agreement_id: UUID, body: Values) -> Values:
    """Sign the version that waits, for your side, by the digest that you read with it; two signatures lock it."""
    return _one(viewer, signing.sign(viewer, agreement_id=agreement_id, **body))


@door.acts(f"{ONE}/draft/discard", Agreement, may="agreements.change", versioned=True)
def discard(viewer: Viewer, agreement_id: UUID, version: int) -> Values:
    """Discard the amendment that waits to be signed; it stays on the record."""
    return _one(viewer, amendments.discard(viewer, agreement_id=agreement_id, version=version))


def _listed(found: Sequence[agreements.Agreement]) -> Iterator[Values]:
    for agreement in found:
        yield _plain(agreement) | {"versions": [signing.as_plain(version) for version in agreement.versions]}


def _one(viewer: Viewer, agreement: agreements.Agreement) -> Values:
    return _plain(agreement) | {"versions": signing.told(viewer, agreement=agreement)}


def _plain(agreement: agreements.Agreement) -> Values:
    told = {name: getattr(agreement, name) for name in ("id", "title", "version", "created_at")}
    return told | {"agreement_ref": agreement.ref, "consortium": agreement.consortium.code}

"""The routes of agreements."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from api.operations import Door, Values
from api.paging import Listing
from api.schemas.agreements import Agreement, AgreementNew, AgreementSearch, Amendment
from consortium.access import Viewer
from contracts import agreements
from contracts.agreeing import amendments

ONE = "/agreements/<uuid:agreement_id>"
_SAID = ("number", "effective_on", "terms")
door = Door("agreements")


@door.lists("/agreements", Agreement, may="agreements.read", asks=AgreementSearch)
def index(viewer: Viewer, query: Values) -> Listing:
    """List the agreements that you may see, by reference."""
    return Listing(agreements.visible(viewer, **query), by="ref", shown=_shown)


@door.reads(ONE, Agreement, may="agreements.read")
def read(viewer: Viewer, agreement_id: UUID) -> Values:
    """Read one agreement with all versions of its terms."""
    return next(_shown([agreements.get(viewer, agreement_id=agreement_id)]))


@door.creates("/agreements", Agreement, may="agreements.agree", takes=AgreementNew())
def agree(viewer: Viewer, body: Values) -> Values:
    """Record an agreement of a consortium that you coordinate, with its first terms."""
    named = {"consortium_code": body.pop("consortium"), "ref": body.pop("agreement_ref")}
    return next(_shown([agreements.agree(viewer, **named, **body)]))


@door.changes(ONE, Agreement, may="agreements.change")
def change(viewer: Viewer, agreement_id: UUID, version: int, body: Values) -> Values:
    """Correct the title of an agreement."""
    return next(_shown([agreements.change(viewer, agreement_id=agreement_id, version=version, **body)]))


@door.acts(f"{ONE}/versions", Agreement, may="agreements.change", takes=Amendment, versioned=True)
def amend(viewer: Viewer, agreement_id: UUID, version: int, body: Values) -> Values:
    """Agree on new terms from a later day on; earlier versions stay as they are."""
    return next(_shown([amendments.amend(viewer, agreement_id=agreement_id, version=version, **body)]))


def _shown(found: Sequence[agreements.Agreement]) -> Iterator[Values]:
    for agreement in found:
        versions = [{name: getattr(one, name) for name in _SAID} | one.agreed.as_values() for one in agreement.versions]
        yield {name: getattr(agreement, name) for name in ("id", "title", "version", "created_at")} | {
            "agreement_ref": agreement.ref,
            "consortium": agreement.consortium.code,
            "versions": versions,
        }

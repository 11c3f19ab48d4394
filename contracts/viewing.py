"""Viewing: purchases as a person may read them, by `rights.readers`; what is withheld is absent."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from consortium import transfers
from consortium.access import Viewer
from consortium.floor.db import db
from consortium.floor.guard import scoped
from consortium.rights import sight
from consortium.rights.readers import PURCHASE, READS, Reader
from contracts import purchases
from contracts.purchases import Purchase

Row = dict[str, Any]
# What became of a placement is not told any more to the agency that has given it up.
SINCE = frozenset({"adoption_order_on", "ended_on", "end_reason"})
OF_SELLER = frozenset({Reader.AGENCY, Reader.AGENCY_FINANCE})


def rows(viewer: Viewer, *, found: Sequence[Purchase]) -> list[Row]:
    """Purchases within the viewer's sight, each with the fields that this person may read of it.

    References are pseudonyms: no field of a purchase identifies anybody, so that reading it is not written down.
    """
    known = _readers(viewer, found)
    began = transfers.began_with(*(one.placement_id for one in found))
    return [_row(one, frozenset(Reader) if viewer.operator else known[one.id], began=began) for one in found]


def row(viewer: Viewer, *, purchase: Purchase) -> Row:
    """One purchase, as in `rows`."""
    return rows(viewer, found=[purchase])[0]


def _row(purchase: Purchase, readers: frozenset[Reader], *, began: Mapping[UUID, str | None]) -> Row:
    told = purchases.as_row(purchase, began=began)
    still = readers - OF_SELLER if purchase.is_transferred else readers
    shown = {name: told[name] for name, chosen in PURCHASE.items() if chosen & (still if name in SINCE else readers)}
    return {"id": purchase.id, **shown, "version": purchase.version, "created_at": purchase.created_at}


def _readers(viewer: Viewer, found: Sequence[Purchase]) -> dict[UUID, frozenset[Reader]]:
    """How the viewer stands to each purchase; asked once for all."""
    columns: list[Any] = [Purchase.id, *(_is(viewer, reader).label(reader.name) for reader in Reader)]
    asked = scoped(sa.select(*columns).where(Purchase.id.in_([one.id for one in found])))
    answers = {key: zip(Reader, told, strict=True) for key, *told in db.session.execute(asked)}
    return {key: frozenset(reader for reader, true in told if true) for key, told in answers.items()}


def _is(viewer: Viewer, reader: Reader) -> sa.ColumnElement[bool]:
    """An agency's side is its own people alone; the authority's, whoever the table gives the act towards it."""
    act, side = READS[reader]
    reached = sight.of if side == "authority_id" else sight.is_own
    return reached(viewer, act, owner=getattr(Purchase, side))

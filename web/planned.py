"""What pages about a case's plans and agreements look up: which case it is, and one row of what was shown."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from consortium.floor.errors import NotFound
from consortium.planning.shown import head_of
from web.auth import viewer

Row = dict[str, Any]


def head(referral_id: UUID, act: str = "plans.change") -> Row:
    """The case that the person who looks may do this to."""
    return head_of(viewer(), referral_id=referral_id, act=act)


def row_of(rows: Iterable[Row], key: UUID) -> Row:
    """The row with this id among those that were shown; one that was not is not there."""
    found = next((row for row in rows if row.get("id") == key), None)
    if found is None:
        raise NotFound
    return found

"""The routes of tariffs."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from api.operations import Door, Values
from api.paging import Listing
from api.schemas.tariffs import Tariff, TariffSearch, TariffWithdrawal
from consortium.access import Viewer
from contracts.pricing import tariffs

ONE = "/tariffs/<uuid:tariff_id>"
door = Door("tariffs")


@door.lists("/tariffs", Tariff, may=tariffs.READ, asks=TariffSearch)
def index(viewer: Viewer, query: Values) -> Listing:
    """List the prices that you may see, by the day from which they hold."""
    return Listing(tariffs.visible(viewer, **query), by="valid_from", shown=_shown)


@door.reads(ONE, Tariff, may=tariffs.READ)
def read(viewer: Viewer, tariff_id: UUID) -> Values:
    """Read one price."""
    return _one(tariffs.get(viewer, tariff_id=tariff_id))


@door.creates("/tariffs", Tariff, may=tariffs.RECORD)
def record(viewer: Viewer, body: Values) -> Values:
    """Record a price of a consortium that you coordinate; one holds for each charge, agency and group on a day."""
    return _one(tariffs.record(viewer, consortium_code=body.pop("consortium"), values=body))


@door.changes(ONE, Tariff, may=tariffs.CHANGE)
def change(viewer: Viewer, tariff_id: UUID, version: int, body: Values) -> Values:
    """End a price on a day; until its first day, correct the amount and the VAT too."""
    return _one(tariffs.change(viewer, tariff_id=tariff_id, version=version, values=body))


@door.acts(f"{ONE}/withdrawal", Tariff, may=tariffs.CHANGE, takes=TariffWithdrawal, versioned=True)
def withdraw(viewer: Viewer, tariff_id: UUID, version: int, body: Values) -> Values:
    """Withdraw a price that was a mistake: it stays on the record and prices nothing."""
    return _one(tariffs.withdraw(viewer, tariff_id=tariff_id, version=version, **body))


def _one(tariff: tariffs.Tariff) -> Values:
    return next(_shown([tariff]))


def _shown(found: Sequence[tariffs.Tariff]) -> Iterator[Values]:
    for tariff in found:
        told = {name: getattr(tariff, name) for name in ("id", "withdrawn_at", "withdrawn_reason", "created_at")}
        recorder = tariff.recorder.code if tariff.recorder else None
        yield tariffs.as_row(tariff) | told | {"consortium": tariff.consortium.code, "recorded_by": recorder}

"""The pages of a placement's later life in a real browser: nothing that axe finds, nothing that overhangs."""

from datetime import timedelta

from consortium import carers
from consortium.access import Role
from consortium.disruptions import DisruptionReason
from consortium.floor import clock
from consortium.floor.db import transaction
from consortium.withdrawals import WithdrawalReason
from contracts import stays
from tests import factories
from tests.web import chromium

WHY = "There is a good reason for it."


def pages_of_a_stay(pool) -> list[str]:
    """The addresses of a placement with an exception, and of one that broke down."""
    with pool.app_context(), transaction():
        held, broken = factories.moved_in(), factories.moved_in()
        agency = factories.viewer(Role.AGENCY_WORKER, at="ROWAN")
        known = {"household_id": held.household_id, "version": held.household.version}
        carers.withdraw(agency, **known, reason=WithdrawalReason.APPROVAL_TERMINATED)
        worker, today = factories.viewer(Role.AUTHORITY_WORKER, at=factories.EDINBURGH), clock.today()
        said = {"reason": DisruptionReason.ALLEGATION, "note": WHY, "hold_until": today + timedelta(days=28)}
        stays.disrupt(worker, link_id=broken.id, version=broken.version, happened_on=today, **said)
        forms = [f"/links/{held.id}/stay/{part}" for part in ("disruption", "return")]
        read = [f"/links/{held.id}", f"/links/{broken.id}", f"/referrals/{held.referral_id}"]
        return [*read, *forms, f"/links/{broken.id}/stay/take-back"]


def test_the_pages_of_a_stay_are_sound_for_its_authority(pool, enter, browse):
    manager = enter(Role.AUTHORITY_MANAGER, at=factories.EDINBURGH)

    page = browse(manager)

    assert [fault for path in pages_of_a_stay(pool) for fault in chromium.faults(page, path)] == []

"""Who is not the owner changes a record once its file is open to them, and never what is withheld from them."""

from pathlib import Path
from uuid import UUID

import pytest

from consortium import particulars
from consortium.access import OPERATOR, Role
from consortium.accounts import tokens
from consortium.floor.db import transaction
from tests import factories
from tests.api.callers import Caller

ROOT = Path(__file__).parents[2]
FLAG = {"address_non_disclosure": True}


@pytest.fixture
def known(app, caller) -> dict[str, str]:
    """The paths of a household, a referral and its child, nothing of them linked."""
    with app.app_context(), transaction():
        household, referral = factories.household(), factories.referral()
        return {
            "household": f"/carers/{household.id}",
            "referral": f"/referrals/{referral.id}",
            "child": f"/children/{referral.children[0].id}",
        }


def flag(app, known) -> None:
    with app.app_context(), transaction():
        child_id = UUID(known["child"].split("/")[-1])
        particulars.record_child(
            OPERATOR, child_id=child_id, version=1, values=FLAG | {"home_address": "1 Corrie Brae"}
        )


@pytest.mark.parametrize(
    ("record", "way", "body"),
    [
        ("household", "", {"max_age_months": 36}),
        ("household", "/particulars", {"address": "17 Corrie Brae"}),
        ("referral", "", {"children": [{"child_ref": "C-2", "date_of_birth": "2026-05-04"}]}),
        ("child", "", {"needs": ["prematurity"]}),
        ("child", "/particulars", {"home_address": "17 Corrie Brae"}),
    ],
)
def test_a_coordinator_changes_nothing_of_a_file_that_is_not_open(known, coordinator, record, way, body):
    refused = coordinator.patch(known[record] + way, body, etag='"1"')
    home = known["household"] if record == "household" else known["referral"]
    coordinator.post(f"{home}/file-openings", {"reason": "The panel pack needs it."})

    taken = coordinator.patch(known[record] + way, body, etag='"1"')

    assert (refused.status_code, taken.status_code) == (403, 200), taken.text
    assert "Open the full file first" in refused.json["detail"]


@pytest.mark.parametrize("event", ["birth", "loss", "twins"])
def test_a_coordinator_records_no_event_of_a_file_that_is_not_open(known, coordinator, event):
    body = {"birth": {"born_on": "2026-05-04"}, "loss": {}, "twins": {}}[event]

    assert coordinator.post(f"{known['child']}/{event}", body, etag='"1"').status_code == 403


def test_the_authority_alone_says_whether_an_address_may_be_disclosed(app, known, coordinator, authority_worker):
    coordinator.post(f"{known['referral']}/file-openings", {"reason": "The panel pack needs it."})
    put_on = coordinator.patch(f"{known['child']}/particulars", FLAG, etag='"1"')
    flag(app, known)

    taken_off = coordinator.patch(f"{known['child']}/particulars", {"address_non_disclosure": False}, etag='"2"')
    own = authority_worker.patch(f"{known['child']}/particulars", {"address_non_disclosure": False}, etag='"2"')

    assert (put_on.status_code, taken_off.status_code, own.status_code) == (403, 403, 200)


def test_nobody_else_writes_over_what_is_withheld_from_them(app, known, coordinator):
    coordinator.post(f"{known['referral']}/file-openings", {"reason": "The panel pack needs it."})
    flag(app, known)

    over = coordinator.patch(f"{known['child']}/particulars", {"home_address": ""}, etag='"2"')
    other = coordinator.patch(f"{known['child']}/particulars", {"health": "Well."}, etag='"2"')

    assert (over.status_code, other.status_code) == (403, 200)


@pytest.mark.parametrize(
    ("role", "at", "record", "body"),
    [
        (Role.AGENCY_WORKER, "ROWAN", "household", {"max_age_months": 36}),
        (Role.AUTHORITY_WORKER, "S12000036", "referral", {"children": [{"date_of_birth": "2026-05-04"}]}),
    ],
)
def test_a_token_that_may_not_read_is_told_nothing_by_a_change(app, known, role, at, record, body):
    with app.app_context(), transaction():
        key = factories.person(role, at=at).id
        token = tokens.issue(OPERATOR, user_id=key, name="writes", acts=[f"{record}s.change"])[1]

    answer = Caller(app.test_client(), token).patch(known[record], body, etag='"1"')

    assert (answer.status_code, answer.headers["ETag"]) == (200, '"2"')
    assert answer.json.keys() == {"id", f"{record}_ref", "version"}


def test_no_door_changes_a_record_past_the_rule():
    verbs = "carers.change(", "carers.change,", "particulars.record_", "referrals.record_", "referrals.change"
    doors = [path for door in ("api", "web") for path in (ROOT / door).rglob("*.py")]

    past = [
        f"{path.name}: {line.strip()}"
        for path in doors
        for line in path.read_text("utf-8").splitlines()
        if any(verb in line.replace('"referrals.change"', "") for verb in verbs)
    ]

    assert len(doors) > 60
    assert past == []

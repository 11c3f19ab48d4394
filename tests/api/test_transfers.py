"""Transfers through the JSON door: found among the open placements, proposed, agreed, carried out, taken back."""

import pytest

from consortium.access import OPERATOR, Role
from consortium.accounts import tokens
from consortium.floor import clock
from consortium.floor.db import transaction
from tests import factories
from tests.api.callers import Caller

WHY = "The agency closes at the end of the year."


@pytest.fixture
def placed(app, coordinator) -> str:
    """The reference of a child's placement with ROWAN; LARCH knows the carers too."""
    with app.app_context(), transaction():
        factories.member("LARCH")
        factories.household(agency="LARCH", household_ref="H-LARCH")
        return factories.moved_in().referral.ref


@pytest.fixture
def side(app, placed):
    """Makes somebody with a role at a member, who calls."""

    def made(role: Role, at: str) -> Caller:
        with app.app_context(), transaction():
            user = factories.person(role, at=at)
            return Caller(app.test_client(), tokens.issue(OPERATOR, user_id=user.id, name="x")[1])

    return made


def propose(coordinator, **changes):
    (stay,) = coordinator.get("/placements").json["items"]
    return coordinator.post(f"/placements/{stay['id']}/transfer", {"household_ref": "H-LARCH", "reason": WHY} | changes)


def agreed(coordinator, side) -> str:
    link = f"/links/{propose(coordinator).json['id']}"
    for one in (side(Role.AUTHORITY_WORKER, factories.EDINBURGH), side(Role.AGENCY_WORKER, "LARCH")):
        one.post(f"{link}/agreement", etag=tag(one, link))
    return link


def tag(caller, path: str) -> str:
    return f'"{caller.get(path).json["version"]}"'


def test_an_open_placement_is_listed_with_whom_the_children_live(coordinator, placed):
    (stay,) = coordinator.get("/placements").json["items"]

    assert (stay["agency"], stay["referral_ref"], stay["phase"]) == ("ROWAN", placed, "fostering")


def test_it_is_carried_out_read_and_taken_back(coordinator, side):
    link, manager = agreed(coordinator, side), side(Role.AUTHORITY_MANAGER, factories.EDINBURGH)

    done = manager.post(f"{link}/transfer", {"transferred_on": str(clock.today())}, etag=tag(manager, link))
    read = manager.get(f"{link}/transfer").json
    back = manager.post(f"{link}/transfer/reversal", {"reason": WHY}, etag=tag(manager, link))

    assert (done.json["status"], read["transferred_on"]) == ("moved_in", str(clock.today()))
    assert (back.status_code, back.json["status"], back.json["end_reason"]) == (200, "ended", "mistake")
    assert coordinator.get("/placements").json["items"][0]["agency"] == "ROWAN"


@pytest.mark.parametrize(
    ("changes", "status"), [({"household_ref": "H-NOBODY"}, 422), ({"reason": "so"}, 422), ({"extra": 1}, 422)]
)
def test_bad_words_are_refused_with_their_field(coordinator, placed, changes, status):
    refused = propose(coordinator, **changes)

    assert refused.status_code == status
    assert [one["pointer"] for one in refused.json["errors"]] == [f"#/{name}" for name in changes]


def test_what_is_not_agreed_is_not_carried_out(coordinator, side):
    link, manager = f"/links/{propose(coordinator).json['id']}", side(Role.AUTHORITY_MANAGER, factories.EDINBURGH)

    refused = manager.post(f"{link}/transfer", {"transferred_on": str(clock.today())}, etag=tag(manager, link))

    assert (refused.status_code, refused.json["code"]) == (409, "status")
    assert "once both sides have agreed" in refused.json["detail"]

"""Stays through the JSON door: a disruption and a return are recorded, read by both sides, and taken back."""

from datetime import timedelta

import pytest
import time_machine

from consortium.access import OPERATOR
from consortium.floor import clock
from consortium.floor.db import transaction
from consortium.linking.links import LinkStatus
from contracts import agreements
from tests import factories

WHY = "There is a good reason for it."


@pytest.fixture
def link(app, authority_worker, agency_worker) -> str:
    """The address of a link by which a child has moved in, under an agreement with a window."""
    with app.app_context(), transaction():
        known = {"consortium_code": "EAST", "ref": "A-1", "title": "Concurrency", "re_placement_window_days": 28}
        agreements.agree(OPERATOR, **known, effective_on=clock.today() - timedelta(days=90))
        factories.commitment()
        made = factories.moved_in()
        return f"/links/{made.id}"


def tag(caller, path: str) -> str:
    return f'"{caller.get(path).json["version"]}"'


BROKEN = {"reason": "carer_request", "note": WHY, "hold_until": str(clock.today() + timedelta(days=28))}


def test_a_disruption_is_recorded_read_and_taken_back(link, authority_worker, agency_worker):
    said = BROKEN | {"happened_on": str(clock.today())}
    done = authority_worker.post(f"{link}/stay/disruption", said, etag=tag(authority_worker, link))
    read = agency_worker.get(f"{link}/stay").json
    back = authority_worker.post(f"{link}/stay/reversal", {"reason": WHY}, etag=tag(authority_worker, link))

    assert (done.status_code, done.json["disrupted"]["note"]) == (200, WHY)
    assert (read["disrupted"]["reason"], "note" in read["disrupted"]) == ("carer_request", False)
    assert (back.status_code, back.json["disrupted"], back.json["ended_on"]) == (200, None, None)


def test_a_child_who_went_home_comes_back_to_the_same_placement(app, link, authority_worker):
    (bought,) = authority_worker.get("/purchases").json["items"]
    ended = {"ended_on": str(clock.today()), "end_reason": "reunified_parent"}
    authority_worker.patch(f"/purchases/{bought['id']}", ended, etag=f'"{bought["version"]}"')

    back = {"came_back_on": str(clock.today())}
    done = authority_worker.post(f"{link}/stay/return", back, etag=tag(authority_worker, link))

    assert (done.status_code, done.json["ended_on"], len(done.json["returns"])) == (200, None, 1)
    assert len(authority_worker.get("/purchases").json["items"]) == 1


def test_what_is_out_of_order_is_refused_with_its_code(link, authority_worker, agency_worker):
    back, etag = {"came_back_on": str(clock.today())}, tag(authority_worker, link)

    early = authority_worker.post(f"{link}/stay/return", back, etag=etag)
    nothing = authority_worker.post(f"{link}/stay/reversal", {"reason": WHY}, etag=etag)
    other = agency_worker.post(f"{link}/stay/return", back, etag=etag)

    assert (early.status_code, early.json["code"]) == (409, "status")
    assert (nothing.status_code, nothing.json["code"]) == (409, "nothing_to_take_back")
    assert other.status_code == 403
    assert authority_worker.get(link).json["status"] == LinkStatus.MOVED_IN


def test_a_pair_without_a_match_is_not_bought_by_hand(app, link, authority_worker):
    with app.app_context(), transaction():
        home, child = factories.household(), factories.referral()
        named = {"household_ref": home.ref, "referral_ref": child.ref}
        factories.linked(child, home)

    said = {"authority_code": factories.EDINBURGH, "agency": "ROWAN", "children": 1, "moved_in_on": "2026-06-15"}
    refused = authority_worker.post("/purchases", said | named)

    assert (refused.status_code, refused.json["code"]) == (409, "no_match")
    assert "take their link to the decision first" in refused.json["detail"]


def test_a_household_loses_its_approval_and_the_child_stays_by_exception(link, agency_worker, authority_worker):
    home = agency_worker.get(link).json["household_id"]
    lost = {"reason": "approval_terminated"}
    gone = agency_worker.post(f"/carers/{home}/withdrawal", lost, etag=tag(agency_worker, f"/carers/{home}"))

    assert gone.json["withdrawn_because"] == "approval_terminated"
    assert authority_worker.get(f"{link}/stay").json["approval_ended_on"] == str(clock.today())
    assert authority_worker.get(link).json["status"] == LinkStatus.MOVED_IN


def test_a_placement_becomes_prospective_adoptive_on_the_day_that_is_given_or_corrected(app, link, authority_worker):
    with time_machine.travel(clock.now() + timedelta(days=9)):
        entered = {"phase": "prospective_adoptive", "on": str(clock.today())}
        done = authority_worker.post(f"{link}/stay/phase", entered, etag=tag(authority_worker, link))
        day = {"on": str(clock.today() - timedelta(days=1))}
        corrected = authority_worker.post(f"{link}/stay/phase/day", day, etag=tag(authority_worker, link))
        why = {"reason": "It was another child's court date."}
        back = authority_worker.post(f"{link}/stay/phase/reversal", why, etag=tag(authority_worker, link))

    assert (done.status_code, done.json["phases"][-1]["phase"]) == (200, "prospective_adoptive")
    assert (corrected.status_code, corrected.json["phases"][-1]["from_on"]) == (200, day["on"])
    assert (back.status_code, [one["phase"] for one in back.json["phases"]]) == (200, ["fostering"])


def test_no_adoption_and_no_unknown_phase_is_entered_here(link, authority_worker, agency_worker):
    entered, etag = {"phase": "adopted", "on": str(clock.today())}, tag(authority_worker, link)

    adopted = authority_worker.post(f"{link}/stay/phase", entered, etag=etag)
    unknown = authority_worker.post(f"{link}/stay/phase", entered | {"phase": "kinship"}, etag=etag)
    other = agency_worker.post(f"{link}/stay/phase", entered, etag=etag)

    assert (adopted.status_code, unknown.status_code, other.status_code) == (422, 422, 403)
    assert len(authority_worker.get(f"{link}/stay").json["phases"]) == 1

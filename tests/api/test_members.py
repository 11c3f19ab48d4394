"""Members through the JSON door: who belongs to which consortium, and since when."""

MEMBER = {"code": "LARCH", "name": "Larch Adoption", "kind": "agency", "consortium": "EAST"}


def test_a_coordinator_brings_a_member_into_the_consortium(coordinator):
    created = coordinator.post("/members", MEMBER | {"joined_on": "2026-04-01"})

    (membership,) = created.json["memberships"]
    assert created.status_code == 201
    assert (membership["consortium"], membership["joined_on"], membership["left_on"]) == ("EAST", "2026-04-01", None)


def test_a_member_leaves_on_a_day(coordinator):
    (membership,) = coordinator.post("/members", MEMBER).json["memberships"]
    days = {"joined_on": None, "left_on": "2026-10-01"}

    answer = coordinator.call("PUT", f"/memberships/{membership['id']}", json=days, etag='"1"')

    assert answer.json["memberships"][0]["left_on"] == "2026-10-01"


def test_a_members_name_is_corrected_and_nothing_else(coordinator):
    path = f"/members/{coordinator.post('/members', MEMBER).json['id']}"

    renamed = coordinator.patch(path, {"name": "Larch Families"}, etag='"1"')
    nothing = coordinator.patch(path, {}, etag='"2"')
    recoded = coordinator.patch(path, {"code": "FIR"}, etag='"2"')

    assert renamed.json["name"] == "Larch Families"
    assert [nothing.status_code, recoded.status_code] == [422, 422]


def test_a_member_shows_no_consortium_of_others(coordinator, stranger):
    coordinator.post("/members", MEMBER)
    stranger.post("/members", MEMBER | {"consortium": "WEST"})

    (seen,) = coordinator.get("/members?search=LARCH").json["items"]

    assert [membership["consortium"] for membership in seen["memberships"]] == ["EAST"]


def test_everybody_sees_the_members_of_their_own_consortium_alone(agency_worker, stranger):
    ours = {member["code"] for member in agency_worker.all_of("/members", limit=1)}
    theirs = {member["code"] for member in stranger.all_of("/members", limit=1)}

    assert {"S12000036", "ROWAN"} <= ours
    assert ours.isdisjoint(theirs)


def test_members_are_found_by_kind_and_by_name(coordinator):
    coordinator.post("/members", MEMBER)

    found = coordinator.get("/members?kind=agency&search=larch").json["items"]

    assert [member["code"] for member in found] == ["LARCH"]


def test_only_a_coordinator_adds_members(agency_worker, stranger):
    assert agency_worker.post("/members", MEMBER).status_code == 403
    assert stranger.post("/members", MEMBER).status_code == 422


def test_the_same_member_is_not_added_twice(coordinator):
    coordinator.post("/members", MEMBER)

    again = coordinator.post("/members", MEMBER)

    assert (again.status_code, again.json["code"]) == (409, "recorded_already")

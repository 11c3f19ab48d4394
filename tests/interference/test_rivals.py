"""I19: of two who want the same place, whoever comes second is told the state of the household, not who has it."""

from consortium.access import OPERATOR, Role
from consortium.accounts import people
from consortium.floor import clock
from consortium.floor.db import transaction
from consortium.linking import links
from consortium.linking.links import LinkStatus
from tests import factories
from tests.interference.places import A, B

WHY = "The ages and the needs agree."


def test_the_match_that_came_first_is_told_by_its_state_alone(asker, ground):
    with ground.app.app_context(), transaction():
        factories.open_caps(of=A.of)
        home, siblings = ground.world.pairs[0]["household_id"], [factories.child(), factories.child()]
        theirs = factories.referral(OPERATOR, *siblings, authority_code=B.authority, referral_ref="R-50")
        link = links.propose(OPERATOR, referral_id=theirs.id, household_id=home, reason=WHY)
        for role, place in ((Role.AUTHORITY_WORKER, B), (Role.AGENCY_WORKER, A)):
            side = people.get(OPERATOR, user_id=ground.world.people[role, place.employer(role)])
            links.agree(people.viewer_of(side), link_id=link.id, version=link.version)
        factories.taken_to(link, LinkStatus.RECOMMENDED, by=OPERATOR)
        key, tag = link.id, f'"{link.version}"'
    manager = asker(Role.AUTHORITY_MANAGER, B.authority)
    headers = {"Authorization": f"Bearer {manager.token}", "If-Match": tag}
    said = {"headers": headers, "json": {"on": str(clock.today()), "outcome": "approved"}}

    answer = manager.client.post(f"/api/v1/links/{key}/decision", **said)

    assert "approved for 2 at one time and has 1 place free" in answer.json["detail"]
    assert A.authority not in answer.text

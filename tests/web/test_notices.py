"""Notices at the console: counted on every page, listed, followed, marked as read."""

import pytest

from consortium.access import OPERATOR
from consortium.floor.db import transaction
from consortium.linking import links
from consortium.notices.codes import CODES
from tests import factories
from web.pages.notices import NAMES


@pytest.fixture
def told(pool, agency_worker) -> str:
    """The address of a link of which the agency's staff are told."""
    with pool.app_context(), transaction():
        household, referral = factories.household(household_ref="H-7"), factories.referral(referral_ref="R-7")
        sides = {"household_id": household.id, "referral_id": referral.id}
        link = links.propose(OPERATOR, **sides, reason="The ages and the needs agree.")
        return f"/links/{link.id}"


def test_the_count_stands_on_every_page_until_it_is_read(told, agency_worker):
    before = agency_worker.open("/").says

    after = agency_worker.press("/notices/read", on="/notices/")

    assert "Notices (1 unread" in before
    assert "All your notices are marked as read." in after.says
    assert "(1 unread" not in after.says


def test_a_notice_leads_to_its_page(told, agency_worker):
    page = agency_worker.open("/notices/")

    assert "R-7 and H-7: a link is proposed." in page.says
    assert told in page.read.links


def test_a_notice_of_ones_own_opens_by_itself_and_is_marked(told, agency_worker):
    with_id = agency_worker.open("/notices/").response.text
    address = with_id.split('action="/notices/')[2].split("/read")[0]

    one = agency_worker.open(f"/notices/{address}")
    after = agency_worker.press(f"/notices/{address}/read", on=f"/notices/{address}")

    assert told in one.read.links
    assert "The notice is marked as read." in after.says


def test_nobody_opens_anothers_notice(told, agency_worker, authority_worker):
    text = agency_worker.open("/notices/").response.text
    address = text.split('action="/notices/')[2].split("/read")[0]

    assert authority_worker.open(f"/notices/{address}").status == 404
    assert "No notice is here." in authority_worker.open("/notices/").says


def test_the_list_shows_the_unread_or_the_read_alone(told, agency_worker):
    assert "a link is proposed" in agency_worker.open("/notices/?state=unread").says
    assert "a link is proposed" not in agency_worker.open("/notices/?state=read").says


@pytest.mark.parametrize("code", CODES)
def test_each_code_leads_to_a_page_that_asks_for_its_act(app, code):
    rule = next(one for one in app.url_map.iter_rules() if one.endpoint == f"web.{CODES[code].page}")

    assert rule.arguments & set(NAMES.values())

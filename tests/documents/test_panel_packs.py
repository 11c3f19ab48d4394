"""Panel packs: each reader holds another pack of one link, of what they may read of both sides at this moment (I18)."""

import pytest

from consortium.access import Role
from consortium.floor import clock
from consortium.floor.errors import NotAllowed, NotFound, RuleBroken
from consortium.linking.links import LinkStatus
from consortium.rights import files
from matching.running import panel_packs
from tests import factories
from tests.consortium.test_links import CARERS, CHILD
from tests.documents.conftest import TASK
from tests.documents.on_paper import bare, words
from tests.planning.planned import TEXTS

pytestmark = pytest.mark.usefixtures("without_children")


def pack(link, viewer) -> str:
    return words(panel_packs.printed(viewer, link_id=link.id).content)


@pytest.mark.parametrize("status", [LinkStatus.PROPOSED, LinkStatus.EXPLORING])
def test_before_the_match_no_pack_names_anybody_of_the_other_side(full, status):
    link = full.brought_to(status)

    of_authority, of_agency = pack(link, full.authority), pack(link, full.agency)

    assert [word for word in CARERS.values() if bare(word) in of_authority] == []
    assert [word for word in (CHILD["given_names"], CHILD["family_name"], TASK) if bare(word) in of_agency] == []
    assert bare(CHILD["given_names"]) in of_authority


def test_once_the_match_is_approved_both_sides_are_named(full):
    link = full.brought_to(LinkStatus.APPROVED)

    assert bare(CARERS["carer_names"]) in pack(link, full.authority)
    assert bare(CHILD["family_name"]) in pack(link, full.agency)


def test_the_plans_have_the_same_place_in_the_pack(full):
    link = full.brought_to(LinkStatus.EXPLORING)

    found = panel_packs.read(full.authority, link_id=link.id)

    (states,) = [one.facts for one in found.sections if one.title == "Both plans"]
    assert states == [("Return home", "Ruled out"), ("Adoption", "Live")]


def test_an_adviser_to_whom_the_link_was_shown_reads_the_full_profiles_and_no_names(full):
    link, adviser = full.brought_to(LinkStatus.EXPLORING), factories.viewer(Role.PANEL_ADVISER)
    shown = {"until": clock.today(), "reason": "The panel meets today."}
    files.show_to_panel(full.coordinator, link_id=link.id, user_id=adviser.user_id, **shown)

    text = pack(link, adviser)

    assert bare(CHILD["health"]) in text
    hidden = (*CARERS.values(), CHILD["given_names"], CHILD["nursery"], TEXTS["venue"], TASK)
    assert [word for word in hidden if bare(word) in text] == []


def test_an_adviser_to_whom_nothing_was_shown_has_no_pack(full):
    link = full.brought_to(LinkStatus.EXPLORING)

    with pytest.raises(NotFound):
        panel_packs.printed(factories.viewer(Role.PANEL_ADVISER), link_id=link.id)


def test_no_pack_is_made_of_a_link_that_has_ended(full):
    link = full.brought_to(LinkStatus.ENDED)

    with pytest.raises(RuleBroken, match="one that is open"):
        panel_packs.read(full.authority, link_id=link.id)


def test_money_reads_no_pack(full):
    link = full.brought_to(LinkStatus.EXPLORING)

    with pytest.raises(NotAllowed):
        panel_packs.read(factories.viewer(Role.FINANCE_OFFICER), link_id=link.id)


def test_a_pack_tells_what_schedule_1_asks_for_and_is_missing_as_far_as_its_reader_reads_it(full):
    link = full.brought_to(LinkStatus.EXPLORING)

    told = {who: missing(panel_packs.read(getattr(full, who), link_id=link.id)) for who in ("authority", "agency")}

    assert told["authority"].note.startswith("Asked for by the Looked After Children (Scotland) Regulations 2009")
    assert {"4", "8", "12"} <= {row[0] for row in told["authority"].rows}
    assert {row[0] for row in told["agency"].rows} == {"2", "4", "11", "12"}
    assert told["agency"].note.startswith("7 of the items are not open to you.")


def missing(document):
    (found,) = [one for one in document.sections if "statutory content" in one.title]
    return found

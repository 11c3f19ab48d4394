"""Papers: what is printed is what its reader may read then (I18); the printing is written down."""

import pytest

from consortium import referrals
from consortium.course import recording
from consortium.documents import papers
from consortium.documents.papers import Paper
from consortium.floor import bounded
from consortium.floor.db import db
from consortium.floor.errors import NotFound, Unavailable
from consortium.linking.links import LinkStatus
from consortium.planning import contact
from consortium.rights import files
from consortium.trail.reading import looks
from contracts import moves, stays
from tests.documents.conftest import OWN_TITLE, TASK
from tests.documents.on_paper import bare, language, words
from tests.planning.planned import TEXTS, WHY, on

pytestmark = pytest.mark.usefixtures("without_children")

SECRETS = ("Dr Baxter", "Her mother asked", TASK, WHY)
IDENTIFYING = (*TEXTS.values(), OWN_TITLE, "Early assessment team", "To find out whether Skye")


def printed(case, viewer, paper=Paper.CHRONOLOGY) -> papers.Printed:
    return papers.printed(viewer, referral_id=case.referral.id, paper=paper)


def on_paper(case, viewer) -> str:
    """All three papers, as one text."""
    return "".join(words(printed(case, viewer, paper).content) for paper in Paper)


@pytest.mark.parametrize("paper", Paper)
def test_a_paper_says_its_title_and_language_and_its_name_holds_references_alone(full, paper):
    file = printed(full, full.authority, paper)

    assert file.content.startswith(b"%PDF-")
    assert language(file.content) == "en-GB"
    assert file.name in {f"{paper}-{full.referral.ref}.pdf", f"{paper}-{full.referral.ref}-v1.pdf"}


def test_the_authority_is_printed_all_but_what_no_paper_holds(full):
    text = on_paper(full, full.authority)

    told = (*TEXTS.values(), TASK, "Her mother asked", "To find out whether Skye", "Early assessment team")
    assert [word for word in told if bare(word) not in text] == []


@pytest.mark.parametrize("status", [LinkStatus.PROPOSED, LinkStatus.EXPLORING, LinkStatus.APPROVED])
def test_the_agency_is_printed_nothing_that_the_stage_withholds(full, status):
    full.brought_to(status)

    text = on_paper(full, full.agency)

    later = () if status is LinkStatus.APPROVED else IDENTIFYING
    assert [word for word in (*SECRETS, *later, "Morag Innes") if bare(word) in text.replace(made_for(full), "")] == []


def made_for(case) -> str:
    """Whoever asks is named at the head: that is themselves."""
    return bare(f"Made for {papers.reader(case.agency)}")


def test_once_the_match_is_approved_the_agency_is_printed_the_contact_agreement(full):
    full.brought_to(LinkStatus.APPROVED)

    text = words(printed(full, full.agency, Paper.CONTACT_AGREEMENT).content)

    assert [word for word in TEXTS.values() if bare(word) not in text] == []


def test_where_a_protected_child_can_be_found_is_on_no_paper_of_anybody_elses(full):
    full.brought_to(LinkStatus.APPROVED)
    full.protect()

    text = on_paper(full, full.agency)

    hidden = [TEXTS[name] for name in ("venue", "times", "supervision", "handover")]
    assert [word for word in hidden if bare(word) in text] == []
    assert bare("the address may not be disclosed") in text


def test_the_agencys_paper_of_the_family_agreement_is_its_purpose_and_days(full):
    full.brought_to(LinkStatus.APPROVED)

    text = words(printed(full, full.agency, Paper.FAMILY_AGREEMENT).content)

    assert (bare("To find out whether Skye") in text, bare("What the parents have taken on") in text) == (True, False)


def test_the_chronology_tells_the_latest_first_and_by_whom(full):
    full.brought_to(LinkStatus.APPROVED)
    contact.agree(full.agency, contact_plan_id=contact.versions(referral_id=full.referral.id)[0].id)

    section = papers.read(full.authority, referral_id=full.referral.id, paper=Paper.CHRONOLOGY).sections[0]

    acts = [row[1] for row in section.rows]
    assert acts.index(f"Decision: approved, link with {full.household.ref}.") < acts.index(
        "Parenting assessment begun, by Early assessment team, for 16 weeks."
    )
    assert ("Return home: ruled out. Her mother asked us to say so.", "Morag Innes") in [
        row[1:3] for row in section.rows
    ]


def test_the_other_sides_people_are_told_by_their_side_and_not_by_name(full):
    full.brought_to(LinkStatus.APPROVED)

    section = papers.read(full.agency, referral_id=full.referral.id, paper=Paper.CHRONOLOGY).sections[0]

    decided = [row for row in section.rows if row[1].startswith("Return home: ruled out")]
    assert [row[2] for row in decided] == ["Authority manager, S12000036 by name"]


def told(case, viewer) -> set:
    """What a reader's chronology tells, and where it is written down."""
    section = papers.read(viewer, referral_id=case.referral.id, paper=Paper.CHRONOLOGY).sections[0]
    return {(row[1], row[3]) for row in section.rows}


VISITED = ("The child and the carers were visited.", "Clock")
REVIEWED = ("A review of the child's case was held.", "Clock")


def test_the_chronology_gathers_every_part_of_a_case_each_with_its_source(full):
    link = full.brought_to(LinkStatus.APPROVED)
    moves.report(full.agency, link_id=link.id, version=link.version, moved_in_on=on(0))
    recording.record(full.authority, referral_id=full.referral.id, event="child_visited", on=on(0))

    found = told(full, full.authority)

    sources = {"Referral", "Clock", "Plans", "Parenting assessment", "Contact agreement", "Family agreement", "Link"}
    assert {source for _, source in found} == sources | {"Placement"}
    assert VISITED in found


def test_an_agency_reads_no_moves_of_the_referral_and_of_the_clock_its_own_duty_alone(full):
    link = full.brought_to(LinkStatus.APPROVED)
    moves.report(full.agency, link_id=link.id, version=link.version, moved_in_on=on(0))
    for event in ("child_visited", "lac_review_held"):
        recording.record(full.authority, referral_id=full.referral.id, event=event, on=on(0))

    found = told(full, full.agency)

    assert (VISITED in found, REVIEWED in found) == (True, False)
    assert "Referral" not in {source for _, source in found}


def test_before_the_match_the_agency_is_told_nothing_of_the_clock(full):
    full.brought_to(LinkStatus.EXPLORING)
    recording.record(full.authority, referral_id=full.referral.id, event="cpo_made", on=on(0))

    assert {source for _, source in told(full, full.agency)}.isdisjoint({"Clock", "Referral"})


def test_what_was_taken_back_is_not_in_the_chronology(full):
    row = recording.record(full.authority, referral_id=full.referral.id, event="cpo_made", on=on(0))
    recording.reverse(full.authority, referral_id=full.referral.id, event_id=row.id, reason="It was another child's.")

    assert "Clock" not in {source for _, source in told(full, full.authority)}


def test_a_printing_is_written_down(full):
    printed(full, full.authority)
    db.session.commit()

    seen = db.session.scalars(looks(full.manager, entity="referrals", entity_id=full.referral.id)).all()
    assert [(one.action, one.fields) for one in seen] == [("printed", "chronology")]


def test_without_a_link_an_agency_is_printed_nothing(full):
    with pytest.raises(NotFound):
        printed(full, full.agency)


def test_a_machine_that_is_too_busy_to_print_says_so(full, monkeypatch):
    def late(*asked, **terms):
        raise bounded.Exceeded("too long")

    monkeypatch.setattr(bounded, "run", late)

    with pytest.raises(Unavailable):
        printed(full, full.authority)


def test_earlier_versions_are_told_by_their_frequency_alone(full):
    full.contact(follows=1, sessions_per_week=2, venue="Another place", from_on=on(3))

    text = words(printed(full, full.authority, Paper.CONTACT_AGREEMENT).content)

    assert (bare("Another place") in text, bare(TEXTS["venue"]) in text) == (True, False)


def test_a_coordinator_reads_what_people_wrote_of_a_move_with_the_file_open_alone(full):
    note = "The mother, Ailsa Grant of Leith Walk, took Skye home."
    referrals.withdraw(full.manager, referral_id=full.referral.id, version=full.referral.version, note=note)

    acts = " ".join(act for act, _ in told(full, full.coordinator))
    assert ("The referral is withdrawn." in acts, note in acts) == (True, False)
    opened(full)
    assert note in " ".join(act for act, _ in told(full, full.coordinator))
    db.session.commit()
    seen = db.session.scalars(looks(full.manager, entity="referrals", entity_id=full.referral.id)).all()
    assert "chronology" in " ".join(one.fields for one in seen)


def opened(case) -> None:
    """The coordinator opens the full file, for a reason."""
    files.open_(case.coordinator, entity="referrals", record_id=case.referral.id, reason="The panel asks about it.")


@pytest.mark.parametrize("text", ["word " * 999, "a\n" * 2_499, "o" * 5_000])
def test_the_longest_reason_that_can_be_given_is_printed(full, text):
    full.reverse()
    full.rule_out(reason=text)

    assert printed(full, full.authority).content.startswith(b"%PDF-")


def test_a_disruption_is_in_the_chronology_and_its_note_in_that_of_the_authority_alone(full):
    link = full.brought_to(LinkStatus.APPROVED)
    moves.report(full.authority, link_id=link.id, version=link.version, moved_in_on=on(0))
    days = {"happened_on": on(0), "hold_until": on(28)}
    said = {"reason": "allegation", "note": "He was seen in the street."} | days
    stays.disrupt(full.authority, link_id=link.id, version=link.version, **said)

    ended = "The placement ended unplanned, after an allegation."
    assert (f"{ended} He was seen in the street.", "Placement") in told(full, full.authority)
    others = told(full, full.coordinator)
    assert (ended, "Placement") in others
    assert "seen in the street" not in str(others)

"""The inbox: one's own notices, in words made for the reader as things are now."""

import pytest

from consortium import notices
from consortium.access import OPERATOR
from consortium.floor.db import db
from consortium.floor.errors import NotFound
from consortium.linking import links
from consortium.linking.links import EndReason
from consortium.notices import inbox
from consortium.notices.codes import CODES
from tests.notices.told import Told


def read(viewer) -> list:
    """What somebody reads in their inbox."""
    found = inbox.visible(viewer)
    return list(inbox.shown(viewer, found=db.session.scalars(found).all()))


def test_a_notice_names_the_record_by_its_references_alone(records):
    case = Told()
    case.tell(case.agency)

    (one,) = read(case.worker)

    assert one.sentence == f"{case.referral.ref} and {case.household.ref}: the link has ended."
    assert one.page == "links.one"


def test_a_notice_whose_record_closed_meanwhile_says_so_and_names_nothing(records):
    case = Told()
    notices.tell(OPERATOR, code="case.handed_over", about=case.referral, to=[notices.Person(case.worker.user_id)])
    before = read(case.worker)[0].sentence
    links.end(OPERATOR, link_id=case.link.id, version=case.link.version, reason=EndReason.MISTAKE)

    (after,) = (one for one in read(case.worker) if one.notice.code == "case.handed_over")

    assert before.startswith(case.referral.ref)
    assert (after.sentence, after.is_open) == (inbox.CLOSED, False)


def test_nobody_reads_or_marks_another_persons_notice(records):
    case = Told()
    case.tell(case.agency)
    (one,) = read(case.worker)

    assert read(case.elsewhere) == []
    for act in (inbox.get, inbox.mark):
        with pytest.raises(NotFound):
            act(case.elsewhere, notice_id=one.notice.id)


def test_the_unread_come_first_and_are_counted(records):
    case = Told()
    for cause in ("one", "two", "three"):
        case.tell(case.agency, cause=cause)
    latest = read(case.worker)[0].notice

    inbox.mark(case.worker, notice_id=latest.id)

    assert inbox.count_unread(case.worker) == 2
    assert [one.notice.id for one in read(case.worker)].index(latest.id) == 2
    assert inbox.mark_all(case.worker) == 2
    assert inbox.count_unread(case.worker) == 0


def test_a_notice_that_was_read_keeps_the_instant(records):
    case = Told()
    case.tell(case.agency)
    key = read(case.worker)[0].notice.id

    first = inbox.mark(case.worker, notice_id=key).read_at

    assert inbox.mark(case.worker, notice_id=key).read_at == first


def test_a_code_that_is_gone_reads_as_closed(records):
    case = Told()
    case.tell(case.agency)
    read(case.worker)[0].notice.code = "dreams"

    assert read(case.worker)[0].sentence == inbox.CLOSED


@pytest.mark.parametrize("code", CODES)
def test_each_sentence_holds_the_reference_and_nothing_else_of_the_record(code):
    said = CODES[code].sentence

    assert said.format(ref="R-1").count("R-1") == 1
    assert said.endswith((".", "?"))


def test_a_record_of_a_kind_that_nobody_offers_reads_as_closed(records):
    case = Told()
    member = case.household.agency
    notices.tell(OPERATOR, code="link.ended", about=member, to=[case.agency])

    assert read(case.worker)[0].sentence == inbox.CLOSED

"""Mail: over a real server, once, of what its reader may see as it leaves; what fails is tried again, then given up."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from consortium import notices, particulars
from consortium.access import OPERATOR
from consortium.accounts.people import User
from consortium.floor import clock
from consortium.floor.db import db, transaction
from consortium.linking import approaches, links
from consortium.linking.links import EndReason
from consortium.notices import digests, inbox, letters, outbox, post, wishes
from consortium.notices.outbox import Mail, Postbox
from consortium.notices.telling import Notice
from consortium.notices.wishes import Wish
from consortium.schedule import ledger
from tests import databases
from tests.notices.servers import HOST, certificate, smtp
from tests.notices.told import Told

ADDRESS = "https://consortium.example.org"


@pytest.fixture
def server(records):
    """A server that takes everything, to which the installation's mail goes."""
    with smtp() as made:
        use(f"smtp+local://{HOST}:{made.port}")
        yield made
    outbox._postboxes.pop(db.engine)


@pytest.fixture
def case(server):
    """A pair whose agency worker wants each notice at once."""
    found = Told()
    wishes.choose(found.worker, wish=Wish.AT_ONCE)
    db.session.commit()
    return found


def use(smtp_url: str) -> None:
    """The installation's mail goes there."""
    outbox.keep(db.engine, postbox=Postbox(smtp_url, "consortium@example.org", ADDRESS))


def tell(case, **terms) -> None:
    """The agency is told of the link, and it is kept."""
    case.tell(case.agency, **terms)
    db.session.commit()


def only() -> Mail:
    """The one mail there is."""
    db.session.rollback()
    return db.session.scalars(sa.select(Mail)).one()


def text_of(letter) -> str:
    """All of a letter: its headers and its words."""
    return f"{letter.as_string()}\n{letter.get_content()}"


def test_a_notice_leaves_with_references_and_the_address_of_its_page(server, case):
    tell(case)

    assert post.send_waiting() == 1
    (letter,) = server.received
    key = db.session.scalar(sa.select(Notice.id))
    assert f"{case.referral.ref} and {case.household.ref}: the link has ended." in letter.get_content()
    assert f"{ADDRESS}/notices/{key}" in letter.get_content()
    assert letter["Subject"] == "A notice for you"
    assert only().sent_at is not None


def test_i18_no_letter_holds_a_word_of_anybodys_record(server, case):
    words = {"carer_names": "Sharrowcanary", "address": "7 Skerrycanary Wynd", "telephone": "07700 900999"}
    household, (child,) = case.household, case.referral.children
    particulars.record_household(OPERATOR, household_id=household.id, version=household.version, values=words)
    told = {"given_names": "Skyecanary", "nursery": "Selkiecanary", "health": "Healthcanary"}
    particulars.record_child(OPERATOR, child_id=child.id, version=case.referral.version, values=told)
    tell(case)
    post.send_waiting()

    held = text_of(server.received[0])
    canaries = (*words.values(), *told.values(), "2026-05-04", "EH12", "EH6", "Morag")
    assert [word for word in canaries if word in held] == []


def test_what_closed_meanwhile_is_not_named_in_the_letter(server, case):
    to = [notices.Person(case.worker.user_id)]
    notices.tell(OPERATOR, code="case.handed_over", about=case.referral, to=to)
    links.end(OPERATOR, link_id=case.link.id, version=case.link.version, reason=EndReason.MISTAKE)
    db.session.commit()

    post.send_waiting()

    (letter,) = (one for one in server.received if inbox.CLOSED in one.get_content())
    assert case.referral.ref not in text_of(letter)


def test_a_question_about_a_household_is_answered_once_from_its_letter(records, server, case):
    links.end(OPERATOR, link_id=case.link.id, version=case.link.version, reason=EndReason.MISTAKE)
    approaches.ask(case.coordinator, referral_id=case.referral.id, household_id=case.household.id)
    db.session.commit()
    post.send_waiting()

    said = "".join(one.get_content() for one in server.received)
    text = said.split(f"{ADDRESS}/willing/")[1].split()[0]
    assert approaches.asked_by_text(text).household_id == case.household.id
    assert records.test_client().get(f"/willing/{text}").status_code == 200


@pytest.mark.parametrize("reads", [True, False])
def test_nothing_leaves_of_what_was_read_or_to_an_account_that_was_closed(server, case, reads):
    tell(case)
    if reads:
        inbox.mark_all(case.worker)
    else:
        case.close(case.worker)
    db.session.commit()

    assert post.send_waiting() == 0
    assert (server.received, only().failure) == ([], "nothing_to_say")


def test_a_mail_to_an_impossible_address_is_given_up_and_keeps_nobody_elses(server, case):
    wishes.choose(case.coordinator, wish=Wish.AT_ONCE)
    db.session.scalars(sa.select(User).where(User.id == case.worker.user_id)).one().email = "ann\n@example.org"
    tell(case)
    notices.tell(OPERATOR, code="link.ended", about=case.link, to=[notices.Person(case.coordinator.user_id)], cause="x")
    db.session.commit()

    assert post.send_waiting() == 1
    db.session.rollback()
    given_up = db.session.scalars(sa.select(Mail).where(Mail.sent_at.is_(None))).one()
    assert (given_up.user_id, given_up.failure) == (case.worker.user_id, "unwritable")
    assert given_up.given_up_at is not None


def test_without_a_server_no_mail_is_queued(records):
    case = Told()
    wishes.choose(case.worker, wish=Wish.AT_ONCE)
    case.tell(case.agency)

    assert db.session.scalar(sa.select(sa.func.count()).select_from(Mail)) == 0


def test_who_wants_no_mail_gets_none_and_the_inbox_serves(server, case):
    wishes.choose(case.worker, wish=Wish.NEVER)
    tell(case)
    ledger.once(digests.JOB, period=clock.today())

    assert post.send_waiting() == 0
    assert inbox.count_unread(case.worker) == 1


def test_the_digest_of_a_day_leaves_once_with_all_that_waits(server, case):
    wishes.choose(case.worker, wish=Wish.DAILY)
    tell(case, cause="one")
    tell(case, cause="two")
    for days in (0, 0, 1):
        ledger.once(digests.JOB, period=clock.today() + timedelta(days=days))

    assert post.send_waiting() == 1
    (letter,) = server.received
    assert letter["Subject"] == "Your notices of the day"
    assert letter.get_content().count("the link has ended") == 2


@pytest.mark.parametrize(("answer", "code", "ends"), [("451 later", "deferred", False), ("554 no", "refused", True)])
def test_a_refusal_is_kept_by_its_code_and_tried_again_where_that_may_help(server, case, answer, code, ends):
    server.answer = answer
    tell(case)
    before = clock.now()

    assert post.send_waiting() == 0
    kept = only()
    assert (kept.failure, kept.given_up_at is not None) == (code, ends)
    assert ends or kept.due_at >= before + outbox.WAITS[0]


def test_a_mail_is_given_up_after_the_last_try_and_its_message_id_never_changes(server, case):
    server.answer = "451 later"
    tell(case)
    first, now = only().message_id, clock.now()

    for days in range(len(outbox.WAITS) + 3):
        with time_machine.travel(now + timedelta(days=2 * days), tick=False):
            post.send_waiting()

    assert (only().tries, only().failure, only().message_id) == (len(outbox.WAITS) + 1, "deferred", first)
    assert only().given_up_at is not None


def test_a_server_that_is_away_fails_nothing_else_and_the_mail_leaves_later(server, case):
    use(f"smtp+local://{HOST}:1")
    tell(case)
    assert (post.send_waiting(), only().failure) == (0, "unreachable")
    use(f"smtp+local://{HOST}:{server.port}")

    with time_machine.travel(clock.now() + timedelta(minutes=2)):
        assert post.send_waiting() == 1


def test_a_sender_that_ended_after_the_server_took_it_sends_again_under_the_same_id(server, case):
    tell(case)
    with transaction():
        claimed = outbox.claim()
        post.deliver(letters.of(claimed, postbox=outbox.postbox()), smtp_url=outbox.postbox().smtp_url)
    assert post.send_waiting() == 0

    with time_machine.travel(clock.now() + outbox.CLAIM + timedelta(minutes=1)):
        post.send_waiting()

    first, second = server.received
    assert first["Message-ID"] == second["Message-ID"]


def test_several_senders_at_once_send_each_mail_once(records, server, case):
    for cause in range(8):
        case.tell(case.agency, cause=str(cause))
    db.session.commit()

    sent = databases.at_once(records, post.send_waiting)

    assert sum(sent) == len(server.received) == 8
    assert len({one["Message-ID"] for one in server.received}) == 8


def test_over_starttls_with_a_certificate_that_is_checked(records, case, tmp_path, monkeypatch):
    context, trusted = certificate(tmp_path)
    tell(case)
    with smtp(tls=context) as made:
        use(f"smtp://{HOST}:{made.port}")
        post.send_waiting()
        untrusted = only().failure
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        with time_machine.travel(clock.now() + timedelta(minutes=2)):
            post.send_waiting()

        assert (untrusted, len(made.received)) == ("no_tls", 1)


def test_a_server_without_tls_is_given_nothing(server, case):
    use(f"smtp://{HOST}:{server.port}")
    tell(case)
    post.send_waiting()

    assert (only().failure, server.received) == ("no_tls", [])


@pytest.mark.parametrize("hostile", ["a@example.org\nBcc: b@example.org", "a@example.org\r\nSubject: x"])
def test_no_address_brings_a_header_of_its_own(server, case, hostile):
    tell(case)
    mail = only()

    with pytest.raises(ValueError, match=r".*"):
        letters._written(mail, outbox.postbox(), to=hostile, lines=[])

"""What was done of itself, at the console: each job, what ran late, what failed; and the wish about mail."""

from datetime import timedelta

from consortium.floor import clock
from consortium.schedule import housekeeping, ledger


def test_coordinators_see_each_job_and_when_it_was_last_done(pool, coordinator):
    before = coordinator.open("/schedule/").says
    with pool.app_context():
        ledger.once(housekeeping.JOB, period=clock.today() - timedelta(days=1))
        ledger.note_failure(housekeeping.JOB, period=clock.today(), error=ZeroDivisionError("Niamh Corrie"))

    after = coordinator.open("/schedule/").says

    assert "Nothing has failed lately." in before
    assert "Done late" in after
    assert "ZeroDivisionError" in after
    assert "Niamh" not in after


def test_others_do_not_see_what_was_done(agency_worker):
    assert agency_worker.open("/schedule/").status == 403


def test_a_person_chooses_how_notices_come_by_mail(agency_worker, authority_worker):
    before = agency_worker.open("/account/").says

    page = agency_worker.send("/account/mail", wish="at_once")

    assert "Together, once a day" in before
    assert "Your choice is kept." in page.says
    assert "Each at once" in page.says
    assert "Together, once a day" in authority_worker.open("/account/").says


def test_a_wish_that_is_none_is_refused_beside_its_field(agency_worker):
    page = agency_worker.send("/account/mail", wish="by_pigeon")

    assert page.status == 422
    assert "Together, once a day" in agency_worker.open("/account/").says


def test_without_a_mail_server_the_page_says_so(coordinator):
    assert "No mail leaves this installation" in coordinator.open("/schedule/").says

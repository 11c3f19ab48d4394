"""Previews: made at night for each consortium, kept as runs of their own, told of where they differ."""

from datetime import timedelta

import sqlalchemy as sa

from consortium.access import OPERATOR, Role
from consortium.floor import clock
from consortium.floor.db import db
from consortium.linking.links import Link
from consortium.notices import inbox
from consortium.schedule import ledger
from consortium.trail.events import AuditEvent
from matching.running import previews, runs, starting, suggestions
from matching.running.suggestions import Suggestion
from tests import factories


def pool() -> dict:
    """A consortium with a child and a household who suit, a coordinator of it, and one of an empty consortium."""
    factories.pool()
    factories.consortium("WEST")
    factories.household()
    factories.referral()
    found = {"east": factories.viewer(Role.COORDINATOR), "west": factories.viewer(Role.COORDINATOR, of="WEST")}
    db.session.commit()
    return found


def sentences(viewer) -> list[str]:
    """What somebody reads in their inbox."""
    found = db.session.scalars(inbox.visible(viewer)).all()
    return [one.sentence for one in inbox.shown(viewer, found=found)]


def test_a_preview_is_a_run_that_its_coordinators_see_and_that_opens_no_link(records):
    people = pool()

    ledger.once(previews.JOB, period=clock.today())

    (run,) = db.session.scalars(runs.visible(people["east"]))
    assert (run.is_preview, run.status, run.started_by) == (True, runs.RunStatus.DONE, None)
    assert len(run.result["suggestions"]) == 1
    assert db.session.scalars(runs.visible(people["west"])).all() == []
    assert db.session.scalars(sa.select(Link)).all() == []


def test_coordinators_are_told_of_a_preview_that_differs_and_not_of_one_that_does_not(records):
    people = pool()
    for number in range(2):
        ledger.once(previews.JOB, period=clock.today().replace(day=number + 1))

    assert sentences(people["east"]) == ["Run 1, a preview made last night, differs from the last."]
    assert sentences(people["west"]) == []


def test_a_preview_gives_the_bytes_that_a_run_would_and_no_run_goes_on_from_it(records):
    pool()
    east = factories.consortium().id
    db.session.commit()
    ledger.once(previews.JOB, period=clock.today())
    preview = db.session.scalars(runs.visible(OPERATOR)).one().document
    db.session.rollback()

    run = starting.start(OPERATOR, consortium_ids=[east])

    assert run.document == preview
    assert (run.number, run.is_preview) == (2, False)


def test_a_preview_is_kept_for_some_nights_and_longer_where_a_link_was_proposed_from_it(records):
    people, first = pool(), clock.today()
    for night in range(previews.NIGHTS_KEPT + 2):
        ledger.once(previews.JOB, period=first + timedelta(days=night))
        if night == 1:
            _, second = db.session.scalars(sa.select(Suggestion).join(runs.MatchRun).order_by(runs.MatchRun.number))
            suggestions.accept(people["east"], suggestion_id=second.id, reason="The ages and the needs agree.")
            db.session.commit()

    kept = [run.number for run in db.session.scalars(runs.visible(people["east"]))]
    assert kept == [9, 8, 7, 6, 5, 4, 3, 2]
    removed = sa.select(AuditEvent.entity).where(AuditEvent.action == "removed", AuditEvent.actor_kind == "scheduler")
    assert set(db.session.scalars(removed)) == {"match_runs", "run_consortia", "suggestions"}


def unread(viewer) -> list:
    return list(db.session.scalars(inbox.visible(viewer, unread=True)))


def test_a_notice_of_a_preview_that_is_gone_waits_no_more(records):
    people, first = pool(), clock.today()
    ledger.once(previews.JOB, period=first)
    waiting = len(unread(people["east"]))
    for night in range(previews.NIGHTS_KEPT):
        ledger.once(previews.JOB, period=first + timedelta(days=night + 1))

    assert (waiting, unread(people["east"])) == (1, [])


def test_the_last_run_is_one_that_somebody_started(records):
    people = pool()
    ledger.once(previews.JOB, period=clock.today())
    none = runs.latest(people["east"])
    run = starting.start(people["east"])
    ledger.once(previews.JOB, period=clock.today() + timedelta(days=1))

    assert (none, runs.latest(people["east"]).id) == (None, run.id)

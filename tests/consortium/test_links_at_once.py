"""Links at once: who acts while another ends a link, or what it stands on, waits and is refused; two ends are one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Thread

import pytest
import sqlalchemy as sa

from consortium import carers, referrals
from consortium.access import OPERATOR, Role
from consortium.children import Child
from consortium.floor import clock
from consortium.floor.db import db, transaction
from consortium.floor.errors import Conflict, ConsortiumError, RuleBroken
from consortium.linking import links, matches
from consortium.linking.link_steps import Outcome
from consortium.linking.links import EndReason, Link, LinkStatus
from consortium.referrals import apart
from consortium.rights import files
from consortium.rights.shares import Share, live
from tests import databases, factories
from tests.consortium.test_links import WHY, Pair

MISTAKEN = {"reason": EndReason.MISTAKE}
PARTED = "They cannot live together: both were heard."


@pytest.fixture
def pair(postgres_app) -> Iterator[Pair]:
    """Both sides of a pair, kept for others to see."""
    with postgres_app.app_context():
        with transaction():
            made = Pair()
        yield made


def explored(pair, status=LinkStatus.EXPLORING) -> dict:
    """A kept link of the pair, as the verbs name it."""
    with transaction():
        link = pair.brought_to(status)
    return {"link_id": link.id, "version": link.version}


@contextmanager
def meanwhile(app, act: Callable[[], object]) -> Iterator[list]:
    """What another gets who begins to act before, and goes on after, the transaction inside is over."""
    got = []

    def other() -> None:
        with app.app_context():
            try:
                with transaction():
                    act()
                got.append("done")
            except ConsortiumError as refusal:
                got.append(refusal)

    thread = Thread(target=other)
    with transaction():
        yield got
        db.session.flush()
        thread.start()
        thread.join(
            0.5
        )  # long enough to read what is about to end; whoever waits for its lock goes on after the commit
    thread.join()


def test_a_link_that_ends_meanwhile_is_shown_to_no_adviser(postgres_app, pair):
    link = explored(pair)
    with transaction():
        adviser = factories.viewer(Role.PANEL_ADVISER)
    told = {"user_id": adviser.user_id, "until": clock.today() + timedelta(days=7), "reason": WHY}

    with meanwhile(postgres_app, lambda: files.show_to_panel(pair.coordinator, link_id=link["link_id"], **told)) as got:
        links.end(pair.agency, **link, **MISTAKEN)

    assert isinstance(got[0], RuleBroken)
    assert db.session.scalars(sa.select(Share).where(*live())).all() == []


@pytest.mark.parametrize("side", ["referral", "household"])
def test_no_link_is_opened_with_what_is_withdrawn_meanwhile(postgres_app, pair, side):
    row, verb = getattr(pair, side), {"referral": referrals.withdraw, "household": carers.withdraw}[side]
    known, sides = {f"{side}_id": row.id, "version": row.version}, (pair.referral.id, pair.household.id)
    keys = dict(zip(("referral_id", "household_id"), sides, strict=True))

    with meanwhile(postgres_app, lambda: links.propose(pair.coordinator, **keys, reason=WHY)) as got:
        verb(getattr(pair, "authority" if side == "referral" else "agency"), **known)

    assert isinstance(got[0], RuleBroken)
    assert db.session.scalars(sa.select(Link)).all() == []


def test_a_link_that_is_agreed_meanwhile_ends_with_the_search(postgres_app, pair):
    link = explored(pair, LinkStatus.PROPOSED)
    known = {"referral_id": pair.referral.id, "version": pair.referral.version}

    with meanwhile(postgres_app, lambda: referrals.withdraw(pair.authority, **known)) as got:
        links.agree(pair.agency, **link)

    assert got == ["done"]
    assert db.session.scalars(sa.select(Link.status)).all() == [LinkStatus.ENDED]
    assert db.session.scalars(sa.select(Share).where(*live())).all() == []


def test_of_an_approval_and_several_ends_at_once_one_is_done(postgres_app, pair):
    link = explored(pair, LinkStatus.RECOMMENDED)
    decided = {**link, "on": clock.today(), "outcome": Outcome.APPROVED}
    acts = [lambda: matches.decide(pair.manager, **decided), *[lambda: links.end(pair.agency, **link, **MISTAKEN)] * 3]

    def act():
        with transaction():
            return acts.pop()()

    got = databases.at_once(postgres_app, act)

    assert sorted(type(one) is Conflict for one in got) == [False, True, True, True]
    stages = db.session.scalars(sa.select(Share.stage).where(*live())).all()
    assert stages == ([3, 3] if db.session.scalar(sa.select(Link.status)) is LinkStatus.APPROVED else [])


def test_nobody_is_placed_apart_from_a_match_that_is_approved_meanwhile(postgres_app, pair):
    with transaction():
        pair.referral = factories.referral(OPERATOR, factories.child(), factories.child())
    link, known = explored(pair, LinkStatus.MEETING_HELD), {"referral_id": pair.referral.id}
    known |= {"version": pair.referral.version, "child_ids": [pair.referral.children[1].id], "reason": PARTED}
    advice = {"on": clock.today(), "outcome": Outcome.RECOMMENDED}

    with meanwhile(postgres_app, lambda: apart.place_apart(pair.manager, **known)) as got:
        matches.recommend(pair.coordinator, **link, **advice)

    assert isinstance(got[0], RuleBroken)
    assert len(db.session.scalars(sa.select(Child).where(Child.referral_id == pair.referral.id)).all()) == 2


def test_who_adds_a_child_to_a_referral_that_changes_meanwhile_is_told_so(postgres_app, pair):
    known = {"referral_id": pair.referral.id, "version": pair.referral.version}
    urgent = {"child_ref": pair.child.ref, "urgency": "urgent"}

    with meanwhile(
        postgres_app, lambda: referrals.change(pair.authority, **known, values={"children": [factories.child()]})
    ) as got:
        referrals.change(pair.authority, **known, values={"children": [urgent]})

    assert isinstance(got[0], Conflict)
    assert db.session.scalars(sa.select(Child.urgency)).all() == ["urgent"]

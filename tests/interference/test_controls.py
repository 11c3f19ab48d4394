"""Each protection that keeps B from showing through, switched off: the same comparison goes red."""

import pytest
import sqlalchemy as sa

from consortium import disclosure, particulars
from consortium.carers import Household
from consortium.floor.db import db
from consortium.floor.guard import whole
from consortium.linking import links, open_links
from consortium.rights import sight
from consortium.roles import Stage
from consortium.trail import reading
from matching.running import withholding
from matching.running.withholding import Undisclosed
from tests.interference.places import B
from tests.interference.rounds import Round, Trial
from web import availability


def no_scope(patch):
    """Everybody reaches everything."""
    patch.setattr(sight, "of", lambda viewer, capability, *, owner: sa.true())


def a_count_of_all(patch):
    """A sentence of the first page counts the households of everybody."""

    @whole("a side channel, planted")
    def told(_seen):
        return f"{db.session.scalar(sa.select(sa.func.count(Household.id)))} households."

    patch.setattr(availability, "told", told)


def a_number_of_all(patch):
    """Looks are told under a number that runs through everybody's."""
    plain = reading.told

    def told(viewer, *, found):
        return [row | {"reason": str(one.seq)} for row, one in zip(plain(viewer, found=found), found, strict=True)]

    patch.setattr(reading, "told", told)


def rivals(patch):
    """Whoever explores a household reads how many others do."""
    patch.setitem(disclosure.HOUSEHOLD, "open_links", (Stage.FULL_PROFILE, Stage.ANONYMISED))
    patch.setattr(disclosure, "_household_fields", disclosure._household_fields.__wrapped__)

    def of_everybody(_viewer, *, entity, ids):
        return links.open_counts(**{f"{entity.removesuffix('s')}_ids": list(ids)})

    patch.setattr(open_links, "told", of_everybody)


def names_alone(patch):
    """A journey is withheld from whatever bears the reference of a protected child."""

    def of_everybody(run):
        return Undisclosed(*(frozenset(ref for _, ref in flagged) for flagged in particulars.undisclosed()))

    patch.setattr(withholding, "undisclosed", of_everybody)


CONTROLS = {
    no_scope: ({"purchases.record"}, {"purchases.index"}),
    a_count_of_all: ({"carers.register"}, {"web.home.today"}),
    a_number_of_all: ({"carers.change"}, {"trail.household"}),
    rivals: ({"links.propose", "links.end"}, {"carers.read"}),
    names_alone: ({"links.record_child"}, {"suggestions.reasons"}),
}


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.__name__)
def test_a_leak_is_found(watch, monkeypatch, control):
    acts, only = CONTROLS[control]
    control(monkeypatch)

    trial = Trial(watch, seed=1, acts=acts, only=only).look().run(24)

    assert trial.differences


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.__name__)
def test_without_it_the_same_comparison_holds(watch, control):
    acts, only = CONTROLS[control]

    assert Trial(watch, seed=1, acts=acts, only=only).look().run(8).differences == []


def test_no_answer_changes_of_which_all_that_it_reads_stays_the_same(watch):
    only = {"links.index", "people.index", "web.home.today"}
    trial, under_way = Trial(watch, seed=1, only=only).look(), Round(B)
    for _ in range(8):
        trial.change(under_way)

    after = watch.answers(trial.addresses, under_way.copies[-1])
    given = trial.given_in(under_way.copies[-1], trial.addresses)

    changed = {one for one, answer in after.items() if answer != trial.before[one]}
    assert changed
    assert changed <= {one for one in given if given[one] != trial.given[one]}


def test_a_failure_names_the_seed_the_change_and_the_first_line_that_differs(watch, monkeypatch):
    a_count_of_all(monkeypatch)

    told = Trial(watch, seed=3, acts={"carers.register"}, only={"web.home.today"}).look().run(1).differences[0]

    assert told.startswith("seed 3: ")
    assert "carers.register changed" in told
    assert "households." in told

"""Notes: kept by one side, or read by both of a link from the full profile on; appended, answered and corrected."""

import pytest
import sqlalchemy as sa

from consortium import noted, notes
from consortium.access import OPERATOR, Role
from consortium.floor.db import db
from consortium.floor.errors import Invalid, NotFound, RuleBroken
from consortium.linking import links
from tests import factories

pytestmark = pytest.mark.usefixtures("records")


@pytest.fixture(autouse=True)
def pool(begun):
    begun(factories.open_pool)


@pytest.fixture
def people():
    sides = {"authority": (Role.AUTHORITY_WORKER, factories.EDINBURGH), "agency": (Role.AGENCY_WORKER, "ROWAN")}
    found = {name: factories.viewer(role, at=at) for name, (role, at) in sides.items()}
    colleague = factories.viewer(Role.AUTHORITY_MANAGER, at=factories.EDINBURGH)
    return found | {"coordinator": factories.viewer(Role.COORDINATOR), "colleague": colleague}


@pytest.fixture
def link(people):
    """A link that both sides explore."""
    pair = {"referral_id": factories.referral().id, "household_id": factories.household().id}
    made = links.propose(OPERATOR, **pair, reason="They live near by.")
    for side in ("authority", "agency"):
        links.agree(people[side], link_id=made.id, version=made.version)
    return made


def read(viewer, case):
    return [row["text"] for row in noted.told(viewer, case=case)]


def test_a_note_on_a_referral_is_read_by_the_writers_side_alone(people):
    referral = factories.referral()
    notes.write(people["authority"], case=referral, text="Her aunt was asked.")
    notes.write(people["coordinator"], case=referral, text="Two households come to mind.")

    seen = {name: read(people[name], referral) for name in ("colleague", "coordinator")}

    assert seen == {"colleague": ["Her aunt was asked."], "coordinator": ["Two households come to mind."]}
    with pytest.raises(NotFound):
        notes.case_of(people["agency"], entity="referrals", record_id=referral.id)


def test_a_coordinator_employed_by_the_authority_reads_none_of_its_own_notes(people):
    referral = factories.referral()
    notes.write(people["authority"], case=referral, text="Her aunt was asked.")

    assert read(factories.viewer(Role.COORDINATOR, at=factories.EDINBURGH), referral) == []


def test_a_shared_note_is_read_by_both_sides_until_the_link_ends(people, link):
    notes.write(people["authority"], case=link, text="She sleeps at six.", shared=True)
    notes.write(people["authority"], case=link, text="Ask their referees.")
    open_ = {name: read(people[name], link) for name in ("agency", "coordinator", "colleague")}

    links.end(OPERATOR, link_id=link.id, version=link.version, reason="plan_changed")

    both = ["She sleeps at six."]
    assert open_ == {"agency": both, "coordinator": both, "colleague": [*both, "Ask their referees."]}
    assert (read(people["agency"], link), len(read(people["authority"], link))) == ([], 2)


def test_nothing_is_shared_before_the_full_profile(people):
    pair = {"referral_id": factories.referral().id, "household_id": factories.household().id}
    proposed = links.propose(OPERATOR, **pair, reason="They live near by.")

    with pytest.raises(RuleBroken, match="keep it to your own side"):
        notes.write(people["authority"], case=proposed, text="She sleeps at six.", shared=True)

    assert read(OPERATOR, proposed) == []


def test_an_answer_is_read_by_whoever_reads_its_note(people, link):
    shared = notes.write(people["authority"], case=link, text="When does she sleep?", shared=True)

    answer = notes.write(people["agency"], case=link, text="At six.", reply_to=shared.id)

    assert answer.shared
    assert read(people["colleague"], link) == ["When does she sleep?", "At six."]


def test_a_note_that_one_does_not_read_is_not_answered(people, link):
    kept = notes.write(people["authority"], case=link, text="Ask their referees.")

    with pytest.raises(NotFound):
        notes.write(people["agency"], case=link, text="Who?", reply_to=kept.id)


def test_a_correction_is_a_note_of_its_own_by_the_same_author(people):
    referral = factories.referral()
    first = notes.write(people["authority"], case=referral, text="Born at nine.")
    with pytest.raises(RuleBroken, match="you may answer it"):
        notes.write(people["colleague"], case=referral, text="At ten.", corrects=first.id)

    notes.write(people["authority"], case=referral, text="Born at ten.", corrects=first.id)

    told = noted.told(people["authority"], case=referral)
    assert [(row["text"], row["is_corrected"]) for row in told] == [("Born at nine.", True), ("Born at ten.", False)]


@pytest.mark.parametrize("statement", ["UPDATE notes SET text = 'Another'", "DELETE FROM notes"])
def test_a_note_is_never_rewritten(people, statement):
    notes.write(people["authority"], case=factories.referral(), text="Her aunt was asked.")

    with pytest.raises((RuleBroken, sa.exc.DatabaseError)):
        db.session.connection().exec_driver_sql(statement)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "x" * 5_001}, "text"),
        ({"paper": ("Chronology", "", "")}, "paper_held_at"),
        ({"paper": ("", "", "F-12")}, "paper_title"),
    ],
)
def test_a_note_without_words_and_a_paper_without_its_place_are_refused(people, said, field):
    with pytest.raises(Invalid) as refused:
        notes.write(people["authority"], case=factories.referral(), **{"text": "See there."} | said)

    assert list(refused.value.fields) == [field]


def test_a_paper_is_named_with_where_it_is_held(people):
    referral = factories.referral()
    notes.write(people["authority"], case=referral, text="Signed.", paper=("Chronology", "Town hall", "F-12"))

    (row,) = noted.told(people["authority"], case=referral)

    assert row["paper"] == {"title": "Chronology", "held_at": "Town hall", "reference": "F-12"}

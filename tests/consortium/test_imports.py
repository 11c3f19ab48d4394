"""Imports: good rows go in, bad rows come back with their reasons, and the same file again changes nothing."""

from datetime import date

import pytest
import sqlalchemy as sa

from consortium import carers, consortia, members, referrals
from consortium.access import OPERATOR, Role
from consortium.floor.db import db
from consortium.floor.errors import BadRows, NotAllowed, NotFound
from consortium.importing import imports
from consortium.members import Membership
from consortium.sheets.households import COLUMNS
from consortium.sheets.writing import csv_text
from contracts import commitments, purchases
from matching.terms import pins
from matching.terms.travel import TravelMinutes
from tests import factories
from tests.api.test_queries import counted
from tests.sheets.files import workbook

pytestmark = pytest.mark.usefixtures("records")
HOUSEHOLDS = "household_ref,agency,postcode,max_age_months,approved_children,hold_until,yes_needs\n"
GOOD = "H-1,ROWAN,EH12 5AA,24,2,2026-12-01,prematurity\n"
CHILDREN = "referral_ref,child_ref,authority_code,date_of_birth,expected_date_of_delivery\n"


@pytest.fixture(autouse=True)
def pool(begun):
    begun(factories.pool)


def take(text: str, *, kind: str = "households", viewer=OPERATOR, strict: bool = False) -> imports.Import:
    """Takes a file of this text."""
    return imports.take(viewer, kind=kind, content=text.encode(), filename=f"{kind}.csv", strict=strict)


def counts(taken: imports.Import) -> tuple[int, ...]:
    """Created, changed, unchanged and returned rows."""
    return taken.created, taken.changed, taken.unchanged, taken.returned


def minutes_known() -> list[int]:
    """The minutes of all ways, by district."""
    ways = sa.select(TravelMinutes.minutes).order_by(TravelMinutes.from_district, TravelMinutes.to_district)
    return list(db.session.scalars(ways))


def household(ref: str = "H-1") -> carers.Household:
    """The household of this reference."""
    return carers.by_ref(OPERATOR, agency_code="ROWAN", ref=ref)


def test_the_same_file_again_changes_nothing():
    first, second = take(HOUSEHOLDS + GOOD), take(HOUSEHOLDS + GOOD)

    assert (counts(first), counts(second)) == ((1, 0, 0, 0), (0, 0, 1, 0))
    assert household().version == 1


def test_a_changed_cell_changes_an_empty_one_leaves_and_a_dash_clears():
    take(HOUSEHOLDS + GOOD)

    left = take(HOUSEHOLDS + "H-1,ROWAN,EH12 5AA,36,2,,\n")
    after = household().max_age_months, household().hold_until, len(household().answers)
    take(HOUSEHOLDS + "H-1,ROWAN,EH12 5AA,36,2,-,-\n")

    assert counts(left) == (0, 1, 0, 0)
    assert after == (36, date(2026, 12, 1), 1)
    assert (household().hold_until, household().answers) == (None, [])


def test_a_row_that_is_no_longer_in_the_file_stays_recorded():
    take(HOUSEHOLDS + GOOD + GOOD.replace("H-1", "H-2"))

    take(HOUSEHOLDS + GOOD)

    assert household("H-2").version == 1


def test_bad_rows_come_back_with_their_cells_and_reasons_and_good_rows_go_in():
    bad = "H-2,ROWAN,nowhere,24,,2026-13-01,\n"

    taken = take(HOUSEHOLDS + GOOD + bad)

    (row,) = taken.returned_rows
    assert counts(taken) == (1, 0, 0, 1)
    assert (row["line"], row["cells"]["postcode"]) == (3, "nowhere")
    assert {fault["column"] for fault in row["faults"]} == {"postcode", "approved_children", "hold_until"}


def test_what_a_verb_refuses_comes_back_like_what_a_column_refuses():
    taken = take(HOUSEHOLDS + GOOD + GOOD.replace("H-1,ROWAN", "H-2,ELSEWHERE"))

    ((fault,),) = (row["faults"] for row in taken.returned_rows)
    assert counts(taken) == (1, 0, 0, 1)
    assert (fault["column"], fault["sentence"]) == ("agency", "No agency with the code ELSEWHERE is known here.")


@pytest.mark.parametrize("bad", ["H-2,ROWAN,nowhere,24,2,,\n", "H-2,ELSEWHERE,EH12 5AA,24,2,,\n"])
def test_strict_takes_nothing_when_any_row_is_bad(bad):
    db.session.commit()

    with pytest.raises(BadRows) as refused:
        take(HOUSEHOLDS + GOOD + bad, strict=True)
    db.session.rollback()

    assert refused.value.faults[0].line == 3
    with pytest.raises(NotFound):
        household()


@pytest.mark.parametrize("header", ["household_ref,agency,colour\n", "household_ref,agency\n"])
def test_a_file_whose_columns_are_wrong_is_refused_whole(header):
    with pytest.raises(BadRows):
        take(header + "H-1,ROWAN,EH12 5AA\n")


def test_an_exports_version_turns_a_change_meanwhile_into_a_returned_conflict():
    factories.household(household_ref="H-1")
    exported = csv_text(COLUMNS, [carers.as_row(household())])
    carers.change(OPERATOR, household_id=household().id, version=1, values={"max_age_months": 30})

    taken = take(exported)

    assert counts(taken) == (0, 0, 0, 1)
    assert "changed meanwhile" in taken.returned_rows[0]["faults"][0]["sentence"]
    assert household().max_age_months == 30


def test_derived_columns_are_passed_over_and_it_says_so():
    taken = take(HOUSEHOLDS.strip() + ",children_in_placement\n" + GOOD.strip() + ",2\n")

    assert carers.as_row(household())["children_in_placement"] == 0
    assert any("children_in_placement is derived" in notice for notice in taken.notices)


@pytest.mark.parametrize(
    "bad",
    [
        "R-1,C2,S12000036,soon,\n",
        "R-1,C2,S12000036,,\n",
        "R-1,C1,S12000036,2026-01-01,\n",
        "R-1,C2,Fife,2026-01-01,\n",
        "R-1,C2,S12000047,2026-01-01,\n",
    ],
)
def test_one_bad_child_refuses_its_whole_referral_and_no_other(bad):
    good = "R-1,C1,S12000036,2026-05-04,\n", "R-2,C1,S12000036,2026-05-04,\n"

    taken = take(CHILDREN + good[0] + bad + good[1], kind="children")

    assert counts(taken) == (1, 0, 0, 2)
    assert [row["line"] for row in taken.returned_rows] == [2, 3]
    assert [one.ref for one in db.session.scalars(referrals.visible(OPERATOR))] == ["R-2"]


def test_a_workbooks_bad_rows_are_mended_in_the_csv_that_comes_back():
    names = [*HOUSEHOLDS.strip().split(","), "available_from"]
    take(HOUSEHOLDS + GOOD.replace("H-1", "12345"))
    row = [12345, "ROWAN", "EH12 5AA", "two years", 2, "-", "-", date(2026, 3, 1)]

    sent = imports.take(OPERATOR, kind="households", content=workbook([names, row]), filename="h.xlsx")
    returned = csv_text(names, [row["cells"] for row in sent.returned_rows])
    mended = take(returned.replace("two years", "36"))

    assert returned.splitlines()[1] == "12345,ROWAN,EH12 5AA,two years,2,'-,'-,2026-03-01"
    assert (counts(sent), counts(mended)) == ((0, 0, 0, 1), (0, 1, 0, 0))
    found = household("12345")
    assert (found.max_age_months, found.hold_until, found.answers) == (36, None, [])
    assert found.available_from == date(2026, 3, 1)


def test_a_sheet_tells_of_a_birth_and_of_a_sibling():
    take(CHILDREN + "R-1,C1,S12000036,,2026-12-24\n", kind="children")

    taken = take(CHILDREN + "R-1,C1,S12000036,2026-11-02,\nR-1,C2,S12000036,2026-11-02,\n", kind="children")

    (referral,) = db.session.scalars(referrals.visible(OPERATOR))
    assert counts(taken) == (1, 1, 0, 0)
    assert [child.date_of_birth for child in referral.children] == [date(2026, 11, 2)] * 2


def test_old_council_codes_are_taken():
    factories.member(factories.FIFE)

    take(CHILDREN + "R-1,C1,S12000015,2026-05-04,\n", kind="children")

    assert referrals.by_ref(OPERATOR, authority_code=factories.FIFE, ref="R-1")


def test_the_operators_members_sheet_founds_consortia():
    header = "code,name,kind,consortium,joined_on,left_on\n"
    rows = "ALDER,Alder Care,agency,NORTH,2025-04-01,\nALDER,Alder Care,agency,SOUTH,2026-04-01,\n"

    first, second = take(header + rows, kind="members"), take(header + rows, kind="members")

    assert (counts(first), counts(second)) == ((2, 0, 0, 0), (0, 0, 2, 0))
    assert {one.code for one in db.session.scalars(consortia.visible(OPERATOR))} == {"EAST", "NORTH", "SOUTH"}


def test_a_members_sheet_renames_and_tells_of_leaving_and_of_coming_back():
    header = "code,name,kind,consortium,joined_on,left_on\n"
    take(header + "ALDER,Alder,agency,EAST,2025-04-01,\n", kind="members")

    left = take(header + "ALDER,Alder Care,agency,EAST,2025-04-01,2026-04-01\n", kind="members")
    back = take(header + "ALDER,Alder Care,agency,EAST,2026-09-01,\n", kind="members")

    alder = members.by_code(OPERATOR, code="ALDER")
    assert (counts(left), counts(back), alder.name) == ((0, 1, 0, 0), (1, 0, 0, 0), "Alder Care")
    assert db.session.scalar(sa.select(sa.func.count(Membership.id)).where(Membership.member_id == alder.id)) == 2


def test_commitments_and_purchases_come_in_once():
    promised = (
        "agreement_ref,authority_code,period_start,period_end,minimum_units\nA-1,S12000036,2026-04-01,2027-04-01,"
    )
    bought = "placement_ref,authority_code,agency,children,moved_in_on,ended_on\nP-1,S12000036,ROWAN,1,2026-06-01,"
    sheets = [("commitments", promised + "3\n"), ("purchases", bought + "\n"), ("purchases", bought + "2026-09-01\n")]

    found = [[counts(take(text, kind=kind)) for _ in range(2)] for kind, text in sheets]

    once, again = (1, 0, 0, 0), (0, 0, 1, 0)
    assert found == [[once, again], [once, again], [(0, 1, 0, 0), again]]
    assert len(list(db.session.scalars(commitments.visible(OPERATOR)))) == 1
    assert len(list(db.session.scalars(purchases.visible(OPERATOR)))) == 1


def test_travel_and_pins_come_in_once():
    factories.household(household_ref="H-1")
    factories.referral(referral_ref="R-1")
    ways = "from_district,to_district,minutes\nEH12,EH6,25\n"
    decided = "referral_ref,household_ref,decision,reason\nR-1,H-1,forbid,They are neighbours.\n"

    found = [[counts(take(text, kind=kind)) for _ in range(2)] for kind, text in (("travel", ways), ("pins", decided))]

    assert found == [[(1, 0, 0, 0), (0, 0, 1, 0)]] * 2
    assert minutes_known() == [25]
    assert [pins.as_row(pin)["decision"] for pin in db.session.scalars(pins.visible(OPERATOR))] == ["forbid"]


def test_an_agency_worker_imports_the_own_households_alone():
    factories.member("ASPEN")
    worker = factories.viewer(Role.AGENCY_WORKER, at="ROWAN")

    taken = take(HOUSEHOLDS + GOOD + GOOD.replace("ROWAN", "ASPEN"), viewer=worker)

    assert counts(taken) == (1, 0, 0, 1)
    for kind in ("children", "members", "commitments", "travel", "pins"):
        with pytest.raises(NotAllowed):
            take("", kind=kind, viewer=worker)


def test_an_import_is_read_by_whoever_sent_it():
    worker = factories.viewer(Role.AGENCY_WORKER, at="ROWAN")
    taken = take(HOUSEHOLDS + GOOD, viewer=worker)

    assert imports.get(worker, import_id=taken.id) is taken
    with pytest.raises(NotFound):
        imports.get(factories.viewer(Role.COORDINATOR), import_id=taken.id)


def test_a_kind_that_nobody_offers_is_not_there():
    with pytest.raises(NotFound, match="members, households, children"):
        take("", kind="secrets")


def test_one_way_changed_meanwhile_does_not_keep_the_others_out():
    header = "from_district,to_district,minutes,version\n"
    take(header + "EH12,EH6,25,\nEH12,EH7,20,\n", kind="travel")
    take(header + "EH12,EH6,26,\n", kind="travel")

    taken = take(header + "EH12,EH6,30,1\nEH12,EH7,21,1\nEH12,EH8,30,\n", kind="travel")

    assert counts(taken) == (1, 1, 0, 1)
    assert minutes_known() == [26, 21, 30]


def test_however_many_ways_are_refused_the_matrix_is_read_only_twice(records):
    header = "from_district,to_district,minutes,version\n"
    ways = [f"EH{at},EH99,25," for at in range(1, 31)]
    take(header + "\n".join(ways), kind="travel")

    with counted(records) as read:
        taken = take(header + "\n".join(f"{way}{9 if at else 1}" for at, way in enumerate(ways)), kind="travel")

    assert counts(taken) == (0, 0, 1, 29)
    assert sum("FROM travel_minutes" in one for one in read) == 2


def test_a_file_of_more_rows_than_an_import_should_hold_the_records_for_is_refused_before_any_is_written(records):
    content = "member\n".join(["code,name,kind,consortium\n", *[f"A{n},x,agency,EAST\n" for n in range(5001)]])

    with pytest.raises(BadRows, match="Split the file: 5,000 rows"):
        imports.take(OPERATOR, kind="members", content=content.replace("member\n", "").encode(), filename="m.csv")

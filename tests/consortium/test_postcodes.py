"""Postcodes are written in one way, and found where the table has them."""

import pytest

from consortium import postcodes
from consortium.postcodes import Place
from consortium.sheets.councils import COUNCILS


@pytest.mark.parametrize("typed", ["eh125aa", "EH12 5AA", " e h12  5aa "])
def test_every_spelling_gives_the_same_postcode(typed):
    assert postcodes.normal(typed) == "EH12 5AA"


@pytest.mark.parametrize("typed", ["", "EH12", "EH12 5", "5AA EH12", "EH12 5A1", "EH123 5AA", "Ḗ12 5AA"])
def test_anything_else_is_given_back(typed):
    with pytest.raises(ValueError, match="full postcode"):
        postcodes.normal(typed)


def test_a_place_is_a_grid_reference_and_a_council():
    found = postcodes.places(["eh1 1bb", "KW15 1AA", "EH1 1BB"])

    assert found == {
        "EH1 1BB": Place(325792, 673854, "S12000036"),
        "KW15 1AA": Place(344877, 1011082, "S12000023"),
    }


def test_northern_ireland_lies_on_another_grid():
    assert postcodes.places(["BT1 5GS"]) == {"BT1 5GS": Place(None, None, "N09000003")}


def test_what_the_table_does_not_hold_is_left_out():
    assert postcodes.places(["EH99 9ZZ", "XX1 1AA"]) == {}
    assert postcodes.places([]) == {}


def test_a_postcode_is_told_the_same_whether_it_was_looked_up_before_or_forgotten_since(monkeypatch):
    asked = ["EH1 1BB", "KW15 1AA", "EH99 9ZZ"]
    first = postcodes.places(asked)
    remembered = [postcodes.places([one]) for one in asked]
    monkeypatch.setattr(postcodes, "_REMEMBERED", 1)

    again = [postcodes.places([one]) for one in ("IV1 1AA", *asked)]

    assert remembered == again[1:] == [{"EH1 1BB": first["EH1 1BB"]}, {"KW15 1AA": first["KW15 1AA"]}, {}]


def test_every_council_of_scotland_has_postcodes_in_the_table():
    found = postcodes.within(COUNCILS, "ADEFGHIKMPTZ")

    assert all(len(found[council]) > 500 for council in COUNCILS)

"""Each kind of cell is read in the ways that people write it, and given back with what to do otherwise."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consortium.sheets import cells
from consortium.sheets.councils import ALIASES, COUNCILS


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("2026-11-22", date(2026, 11, 22)),
        (" 2024-02-29 ", date(2024, 2, 29)),
        (date(2026, 11, 22), date(2026, 11, 22)),
        (datetime(2026, 11, 22), date(2026, 11, 22)),  # noqa: DTZ001 - a spreadsheet's date has no zone
    ],
)
def test_a_day_is_iso_or_a_real_date(cell, read):
    assert cells.day(cell) == read


@pytest.mark.parametrize(
    "cell",
    ["22/11/2026", "2026-13-01", "2025-02-29", "2026-1-2", "20261122", "0026-11-22", "soon", "２０２６-11-22"]
    + [46_000, 46_000.5, True, time(9), timedelta(hours=5), datetime(2026, 11, 22, 9)],  # noqa: DTZ001
)
def test_any_other_day_is_given_back_with_a_sentence(cell):
    with pytest.raises(ValueError, match=r"^[A-Z].*\.$"):
        cells.day(cell)


@pytest.mark.parametrize(("cell", "read"), [("3", 3), (3, 3), (3.0, 3), ("3.0", 3), ("0", 0), ("007", 7)])
def test_a_whole_number_of_a_spreadsheet_is_read(cell, read):
    assert cells.whole(0, 7)(cell) == read


@pytest.mark.parametrize("cell", ["8", "-1", 3.5, "3,0", "three", "1e3", True, "", "٣", "9" * 4000, float("nan")])
def test_any_other_number_is_given_back(cell):
    with pytest.raises(ValueError, match=r"Write a whole number from 0 to 7|Shorten this cell"):
        cells.whole(0, 7)(cell)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9))
def test_every_whole_number_in_range_is_read_as_text_number_and_float(number):
    read = cells.whole(0, 10**9)

    assert read(str(number)) == read(number) == read(float(number)) == number


@pytest.mark.parametrize(("old", "new"), sorted(ALIASES.items()))
def test_an_old_council_code_gives_the_current_one(old, new):
    assert cells.authority(old.lower()) == new
    assert new in COUNCILS


def test_there_are_32_councils_and_five_of_them_were_given_new_codes():
    assert len(COUNCILS) == 32
    assert sorted(COUNCILS[code] for code in set(ALIASES.values())) == [
        "East Dunbartonshire",
        "Fife",
        "Glasgow City",
        "North Lanarkshire",
        "Perth and Kinross",
    ]


@pytest.mark.parametrize("code", ["E06000001", "e07000223", "E08000012", "E09000033", "E10000034"])
def test_an_english_buyer_is_taken(code):
    assert cells.authority(code) == code.upper()


@pytest.mark.parametrize(
    ("code", "asked"), [("S12000099", "authority list"), ("Fife", "ONS code"), ("E05000001", "ONS")]
)
def test_a_code_of_no_council_is_given_back(code, asked):
    with pytest.raises(ValueError, match=asked):
        cells.authority(code)


@pytest.mark.parametrize("hidden", ["\u202e", "\u200f", "\u2066", "\x07", "\x00", "\x7f"])
def test_hidden_characters_are_given_back_from_every_cell(hidden):
    for read in (cells.text, cells.reference):
        with pytest.raises(ValueError, match=f"U\\+{ord(hidden):04X}"):
            read(f"R{hidden}1")


@pytest.mark.parametrize("hidden", ["\u200b", "\u00a0", "\u2028", "\n", "\u00ad"])
def test_a_reference_holds_nothing_that_cannot_be_seen(hidden):
    with pytest.raises(ValueError, match="hidden character"):
        cells.reference(f"R{hidden}1")


@pytest.mark.parametrize("typed", ["R-1", "r-1", "Ħ é 1", "Ailéin", "Aile\u0301in", "=1+1", "R 1"])
def test_a_reference_stays_as_written(typed):
    assert cells.reference(typed) == typed


@pytest.mark.parametrize(("cell", "read"), [(7.0, "7"), (7, "7"), (1.5, "1.5"), ("'=1+1", "=1+1"), ("'tis", "'tis")])
def test_a_number_in_a_text_column_is_what_people_see(cell, read):
    assert cells.reference(cell) == read


def test_a_cell_of_absurd_length_is_given_back():
    assert cells.text("a" * 2_000) == "a" * 2_000
    with pytest.raises(ValueError, match="Shorten this cell: it holds 2,001 characters"):
        cells.text("a" * 2_001)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("eh12", "EH12"),
        ("EH1 2", "EH1 2"),
        ("eh12 5", "EH12 5"),
        ("EH125", "EH12 5"),
        ("eh125aa", "EH12 5AA"),
        ("g2", "G2"),
    ],
)
def test_an_area_is_an_outward_code_a_sector_or_a_postcode(typed, read):
    assert cells.area(typed) == read


@pytest.mark.parametrize("typed", ["Leith", "EH", "12", "EH12 5A", "EH1-2", "EH12 5AAA"])
def test_an_area_of_another_shape_is_given_back(typed):
    with pytest.raises(ValueError, match="first half of a postcode"):
        cells.area(typed)


def test_a_district_is_the_first_half_alone():
    assert cells.district(" kw15") == "KW15"
    with pytest.raises(ValueError, match="first half of a postcode alone"):
        cells.district("KW15 1AA")


def test_a_list_is_trimmed_and_keeps_its_order():
    assert cells.listing()(" b ;; a; ") == ("b", "a")
    with pytest.raises(ValueError, match="semicolons"):
        cells.listing(cells.code_word)("prenatal_drugs, prematurity")


def test_words_of_a_closed_list_are_read_whatever_their_capitals():
    read = cells.choice(("urgent", "soon", "routine"))

    assert read(" Urgent ") == "urgent"
    with pytest.raises(ValueError, match=r"^Write one of urgent, soon or routine\.$"):
        read("now")


READERS = (
    cells.day,
    cells.whole(),
    cells.text,
    cells.reference,
    cells.area,
    cells.postcode,
    cells.authority,
    cells.member_code,
    cells.yes,
    cells.listing(cells.code_word),
    cells.choice(("F", "M")),
)


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.dates(), st.datetimes(), st.times()))
def test_no_cell_ever_brings_a_reader_down(cell):
    refusals = [refusal for read in READERS if (refusal := _refusal(read, cell)) is not None]

    assert all(refusal.endswith(".") and "invalid" not in refusal.lower() for refusal in refusals)


def _refusal(read, cell):
    try:
        read(cell)
    except ValueError as refusal:
        return str(refusal)
    return None

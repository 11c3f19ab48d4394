"""The ledger of a commitment as its page shows it: in words, with sums that end where the position stands."""

from datetime import UTC, date, datetime

from web import ledger

START = date(2026, 4, 1)
NOW = datetime(2026, 11, 27, tzinfo=UTC)


def _row(number, kind, units, on, ref=None, other=None):
    known = {"purchase_id": None, "placement_ref": ref, "other_name": other, "recorded_by": None, "recorded_at": NOW}
    return {"number": number, "kind": kind, "units": units, "accounting_on": on, **known}


ROWS = [
    _row(1, "committed", 2, date(2026, 4, 1)),
    _row(2, "taken", 1, date(2026, 5, 18), "P-1"),
    _row(3, "amended", 1, date(2026, 7, 1)),
    _row(4, "taken", 1, date(2026, 9, 14), "P-2"),
    _row(5, "taken", -1, date(2026, 9, 14), "P-2"),
]


def test_each_entry_says_what_it_adds_and_what_all_come_to():
    told = ledger.told(ROWS, starts=START, as_of=date(2026, 11, 27))

    assert [one.what for one in told] == ["Committed", "Taken", "Amended", "Taken", "Taken, put right"]
    assert [(one.minimum, one.taken) for one in told] == [(2, None), (None, 1), (1, None), (None, 1), (None, -1)]
    assert [(one.minimum_so_far, one.taken_so_far, one.short_so_far) for one in told] == [
        (2, 0, 2),
        (2, 1, 1),
        (3, 1, 2),
        (3, 2, 1),
        (3, 1, 2),
    ]


def test_an_entry_that_counts_later_is_not_in_the_sums_of_a_day():
    told = ledger.told(ROWS, starts=START, as_of=date(2026, 6, 30))

    assert [one.number for one in told] == [1, 2]
    assert told[-1].short_so_far == 1


def test_what_was_taken_beyond_the_minimum_is_no_negative_shortfall():
    told = ledger.told([ROWS[0], _row(2, "taken", 5, date(2026, 5, 1))], starts=START, as_of=date(2026, 6, 30))

    assert told[-1].short_so_far == 0


def test_what_is_agreed_for_a_period_that_is_yet_to_start_is_told_before_it_and_what_is_to_count_is_not():
    told = ledger.told([ROWS[0], _row(2, "taken", 1, START)], starts=START, as_of=date(2026, 3, 1))

    assert [one.number for one in told] == [1]


def test_what_is_transferred_lowers_or_raises_what_is_short_and_nothing_that_was_taken():
    moved = [
        _row(6, "transferred_in", 1, date(2026, 10, 1), other="Fife"),
        _row(7, "transferred_in", -1, date(2026, 10, 1), other="Fife"),
        _row(8, "transferred_out", 1, date(2026, 10, 2), other="Fife"),
    ]

    told = ledger.told(ROWS + moved, starts=START, as_of=date(2026, 11, 27))[5:]

    assert [one.what for one in told] == ["Transferred in", "Transferred in, put right", "Transferred out"]
    assert [(one.moved, one.taken_so_far, one.short_so_far) for one in told] == [(1, 1, 1), (-1, 1, 2), (-1, 1, 3)]

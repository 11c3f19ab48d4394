"""The pictures are well-formed, their marks can be counted, and they say in words what they show."""

from datetime import date
from xml.etree import ElementTree

from web.pictures import burnup, merits, pips

WEIGHTS = {"travel": 30, "willingness": 25, "language": 10, "ethnicity": 10, "religion": 5}


def parsed(markup: str) -> ElementTree.Element:
    return ElementTree.fromstring(markup)


def counted(root: ElementTree.Element, *, tag: str, css: str) -> int:
    return len([mark for mark in root.iter(tag) if css in mark.get("class", "").split()])


def fife(**changes: object) -> burnup.Burnup:
    values: dict[str, object] = {
        "name": "bu", "authority": "Fife", "starts": date(2026, 4, 1), "ends": date(2027, 4, 1),
        "as_of": date(2026, 11, 23), "minimum": 3, "taken": [burnup.Taken(date(2026, 5, 18), 1, "P-0212")],
    }  # fmt: skip
    return burnup.Burnup(**{**values, **changes})  # type: ignore[arg-type]


def drawn(picture: burnup.Burnup, *, frame: burnup.Frame = burnup.WIDE) -> ElementTree.Element:
    return parsed(burnup.draw(picture, frame=frame, finding="1 of 3 taken."))


def test_a_merit_bar_has_a_track_for_every_merit_and_a_filling_for_every_one_that_earned():
    root = parsed(merits.bar({"travel": 12, "language": 10}, weights=WEIGHTS, name="m", title="R-1 with H-1"))

    assert counted(root, tag="rect", css="f-t") == 5
    assert counted(root, tag="rect", css="f-a") == 2


def test_a_merit_bar_is_filled_in_proportion_to_the_points_earned():
    root = parsed(merits.bar({"travel": 15}, weights={"travel": 30}, name="m", title="R-1 with H-1"))
    track, filling = root.findall("rect")

    assert abs(float(filling.get("width", "")) * 2 - float(track.get("width", ""))) < 0.2


def test_a_merit_bar_reads_its_points_aloud():
    root = parsed(merits.bar({"travel": 12}, weights={"travel": 30, "kept": 3}, name="m", title="R-1 with H-1"))

    assert root.findtext("desc") == "travel 12 of 30, kept 0 of 3"


def test_a_merit_without_weight_has_no_compartment():
    root = parsed(merits.bar({}, weights={"travel": 30, "religion": 0}, name="m", title="R-1 with H-1"))

    assert counted(root, tag="rect", css="f-t") == 1


def test_the_key_numbers_every_compartment_of_the_bar():
    root = parsed(merits.key(WEIGHTS, name="k"))

    assert [text.text for text in root.iter("text")] == ["1", "2", "3", "4", "5"]


def test_pips_are_filled_for_taken_and_hollow_for_still_to_take():
    root = parsed(pips.pips(1, minimum=3, name="p"))

    assert (counted(root, tag="rect", css="f-a"), counted(root, tag="rect", css="f-p")) == (1, 2)
    assert root.findtext("desc") == "1 taken, 2 still to take"


def test_pips_above_the_minimum_are_parted_from_it_by_a_stroke():
    root = parsed(pips.pips(3, minimum=2, name="p"))

    assert counted(root, tag="path", css="o-k") == 1
    assert root.findtext("desc") == "3 taken, 1 above the minimum"


def test_a_minimum_too_large_to_be_counted_has_no_pips():
    assert pips.pips(3, minimum=30, name="p") == ""
    assert pips.pips(0, minimum=0, name="p") == ""


def test_a_burn_up_has_one_dot_for_every_unit_taken():
    taken = [burnup.Taken(date(2026, 5, 18), 2, "P-0212"), burnup.Taken(date(2026, 9, 1), 1, "P-0220")]

    assert counted(drawn(fife(taken=taken)), tag="circle", css="f-a") == 3


def test_a_burn_up_moves_in_steps_and_never_in_slopes():
    for path in drawn(fife()).iter("path"):
        points = [point.split() for point in path.get("d", "")[1:].split("L")]
        for before, after in zip(points, points[1:], strict=False):
            assert before[0] == after[0] or before[1] == after[1]


def test_a_burn_up_marks_the_day_it_looks_at_only_inside_its_period():
    words = [text.text for text in drawn(fife(as_of=date(2027, 6, 1))).iter("text")]

    assert "1 Jun" not in words
    assert "1 taken" in words


def test_without_a_minimum_no_pace_is_drawn():
    root = drawn(fife(minimum=0))

    assert counted(root, tag="path", css="dash") == 0


def test_the_narrow_burn_up_names_months_by_one_letter():
    words = [text.text for text in drawn(fife(), frame=burnup.NARROW).iter("text")]

    assert [word for word in words if word and word.isalpha() and len(word) == 1] == list("AMJJASONDJFM")


def test_the_table_of_a_burn_up_says_what_the_picture_shows():
    assert burnup.rows(fife()) == [
        (date(2026, 4, 1), "The period begins", 0, 0.0),
        (date(2026, 5, 18), "P-0212", 1, 3 * 47 / 365),
        (date(2026, 11, 23), "As at this day", 1, 3 * 236 / 365),
    ]


def test_a_long_period_labels_only_as_many_months_as_there_is_room_for():
    root = drawn(fife(ends=date(2031, 4, 1)))
    months = [text for text in root.iter("text") if text.text and len(text.text) == 3 and text.text.isalpha()]

    assert 5 <= len(months) <= 25


def test_text_in_a_picture_is_escaped():
    root = parsed(burnup.draw(fife(authority="<b>Fife & Co"), frame=burnup.WIDE, finding="a < b"))

    assert root.findtext("title") == "<b>Fife & Co: units taken against the minimum"
    assert root.findtext("desc") == "a < b"


def test_every_picture_has_a_role_a_title_a_description_and_no_inline_style():
    markups = [
        pips.pips(1, minimum=2, name="a"),
        merits.key(WEIGHTS, name="b"),
        merits.bar({}, weights=WEIGHTS, name="c", title="d"),
    ]
    for root in map(parsed, markups):
        assert root.get("role") == "img"
        assert root.findtext("title")
        assert root.findtext("desc")
        assert not [mark for mark in root.iter() if mark.get("style")]

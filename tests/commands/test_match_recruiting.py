"""`consortium match --recruit`: which kinds of households would place more children, told to two kinds of readers."""

import json
from pathlib import Path

import pytest

from tests.commands.test_match import match, result

CHILDREN = "referral_ref,child_ref,authority_code,date_of_birth,urgency,needs,contact_postcode\n" + "".join(
    f"R-{number:02},a,S120000{council},2026-08-01,{urgency},{needs},{place}\n"
    for number, (council, urgency, needs, place) in enumerate(
        [("36", "urgent", "prematurity", "EH1 1BB"), ("47", "routine", "", "KY1 1XT"), ("36", "soon", "", "EH12 5AA")]
        * 5
    )
)
HOUSEHOLDS = """\
household_ref,agency,postcode,approved_fostering_on,approved_adoption_on,max_age_months,approved_children,no_needs
H-1,OCHIL,EH3 9AA,2026-01-01,2026-02-01,24,1,
H-2,TARVIT,KY2 5AA,2026-01-01,2026-02-01,24,2,prematurity
"""
HEAD = "area,agency,min_age_months,max_age_months,children,needs,max_travel_minutes\n"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "children.csv").write_text(CHILDREN)
    (tmp_path / "households.csv").write_text(HOUSEHOLDS)
    return tmp_path


def kinds(folder: Path, text: str) -> tuple[str, ...]:
    (folder / "kinds.csv").write_text(text)
    return "--recruit", "20", "--archetypes", str(folder / "kinds.csv")


def refused(folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> str:
    assert match(folder, "--out", str(folder / "out.json"), *options) == 2
    assert not (folder / "out.json").exists()
    return capsys.readouterr().err.replace(str(folder / "kinds.csv"), "kinds.csv")


def test_the_kinds_that_would_place_most_are_told_in_order_in_the_place_of_the_report(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert match(files, "--recruit", "20") == 0

    first, kind, worth, *rest = capsys.readouterr().out.splitlines()
    assert first == "What one household more would place, on average over 20 scenarios of sampled demand"
    assert kind.startswith("  1. In ")
    assert " with OCHIL or TARVIT, 1 child, 0 to 6 months, accepting every need that occurs:" in kind
    assert worth.startswith("     1.00 children more (0.84 to 1.00), somebody in 20 of 20")
    assert rest[-1] == "  household: people decide."


def test_the_findings_are_a_key_of_the_result_that_stands_last(files: Path) -> None:
    plain, asked = result(files), result(files, "--recruit")

    assert list(asked) == [*plain, "recruitment"]
    assert {key: asked[key] for key in plain} == plain
    found = asked["recruitment"]
    assert (found["scenarios"], found["referrals"], found["too_little_data"]) == (200, 15, False)
    means = [each["children_more"] for each in found["archetypes"]]
    assert means == sorted(means, reverse=True)
    assert sum(found["archetypes"][0]["often"]) == 200


def test_the_findings_are_the_same_whatever_the_order_of_rows(files: Path) -> None:
    result(files, "--recruit", "20")
    before = (files / "out.json").read_bytes()
    for name in ("children.csv", "households.csv"):
        head, *rows = (files / name).read_text().splitlines()
        (files / name).write_text("\n".join([head, *reversed(rows)]))

    result(files, "--recruit", "20")

    assert (files / "out.json").read_bytes() == before


def test_what_may_leave_the_consortium_is_told_by_itself(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = result(files, "--recruit", "20", "--for-agencies")
    said = capsys.readouterr().out
    assert document["recruitment"]["archetypes"]
    assert "  What fewer than 5 families stand behind is not told, and none are told like few.\n" in said
    assert "somebody in" not in said

    (files / "children.csv").write_text("\n".join(CHILDREN.splitlines()[:13]) + "\n")
    document = result(files, "--recruit", "20", "--for-agencies")
    assert capsys.readouterr().out.startswith("Nothing can be told: fewer than 5 families")
    silent = {"scenarios": 20, "level": 95, "fewer_than_is_not_told": 5, "archetypes": []}
    assert document["recruitment"] == silent


def test_kinds_of_ones_own_are_all_compared_even_those_that_place_nobody(files: Path) -> None:
    own = kinds(files, HEAD + "EH1,,,24,,prematurity,\nS12000015,TARVIT,0,24,2,,30\nEH1,OCHIL,30,40,1,,\n")

    found = result(files, *own)["recruitment"]

    assert found["tried"] == 3
    assert {each["area"]: each["agencies"] for each in found["archetypes"][:2]} == {
        "EH1": ["OCHIL", "TARVIT"],
        "S12000047": ["TARVIT"],
    }
    assert found["archetypes"][2]["children_more"] == 0
    assert found["archetypes"][2]["clearly_less_than_the_first"] is True


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("", "kinds.csv: Name a kind of household at least"),
        ("EH1,,24,12,1,,\n", "kinds.csv, line 2, column max_age_months: Give a number no smaller than min_age_months."),
        ("EH1 1AA,,0,12,1,,\n", "kinds.csv, line 2, column area: Write the first half of a postcode alone"),
        ("S12999999,,0,12,1,,\n", "kinds.csv, line 2, column area: Write the code of one of the 32 Scottish councils"),
        ("AB1,,0,12,1,,\n", "kinds.csv, line 2, column area: Nobody knows where AB1 lies"),
        ("EH1,BASS,0,12,1,,\n", "kinds.csv, line 2, column agency: BASS is no agency of this run. Leave it out, or"),
        ("EH1,,0,,1,,\n", "kinds.csv, line 2, column max_age_months: "),
        ("EH1,,0,12,0,,\n", "kinds.csv, line 2, column children: Write a whole number from 1 to 20."),
        (
            "EH1,,0,12,1,a;b,\nEH1,,0,12,1,B;A,60\n",
            "kinds.csv, line 3: Keep one row for this kind of household: line 2",
        ),
        ("EH1,,0,1,1,,\n" * 201, "kinds.csv, line 202: Take out rows: 200 kinds of households are the most"),
    ],
)
def test_a_kind_that_makes_no_sense_refuses_the_whole_at_its_line(
    files: Path, capsys: pytest.CaptureFixture[str], rows: str, said: str
) -> None:
    assert said in refused(files, capsys, *kinds(files, HEAD + rows))


def test_an_unknown_column_and_a_file_without_any_are_refused(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "column religion: Take out or rename this column" in refused(
        files, capsys, *kinds(files, "area,max_age_months,religion\nEH1,24,any\n")
    )
    assert "the file is empty" in refused(files, capsys, *kinds(files, ""))


@pytest.mark.parametrize("option", [("--for-agencies",), ("--archetypes", "kinds.csv")])
def test_what_belongs_to_the_question_is_refused_without_it(
    files: Path, capsys: pytest.CaptureFixture[str], option: tuple[str, ...]
) -> None:
    assert f"{option[0]}: This belongs to --recruit: ask that too." in refused(files, capsys, *option)


@pytest.mark.parametrize("number", ["0", "19", "1001", "many", "-5", "²0"])
def test_a_number_of_scenarios_is_taken_within_bounds(
    files: Path, capsys: pytest.CaptureFixture[str], number: str
) -> None:
    with pytest.raises(SystemExit):
        match(files, f"--recruit={number}")

    assert "give a whole number from 20 to 1,000" in capsys.readouterr().err


def test_with_few_referrals_there_is_too_little_data(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "children.csv").write_text("\n".join(CHILDREN.splitlines()[:4]) + "\n")

    assert json.dumps(result(files, "--recruit")["recruitment"]["too_little_data"]) == "true"
    assert "There is too little data to say which household would place more" in capsys.readouterr().out

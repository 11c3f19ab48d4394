"""docs/security.md says what the code does: every figure, every word that is refused, every way in."""

from datetime import timedelta

import pytest

from consortium.accounts import invitations, passwords, recoveries, sign_ins, tokens, tries
from consortium.floor.settings import Settings
from consortium.retention import classes
from tests.house.sources import ROOT
from tests.test_house import PUBLIC

PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
WAYS_IN = ("web.sign_in.", "web.joining.")
NO_WAY_IN = {"/sign-out"}


def minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)


def said() -> list[str]:
    """What the page has to say, in its own words, with the figures of the code."""
    return [
        f"At most {tries.MOST} tries within {minutes(tries.WITHIN)} minute",
        f"{passwords.SHORTEST} to {passwords.LONGEST} characters",
        ", ".join(f"`{word}`" for word in passwords.CONTEXT),
        f"after {minutes(sign_ins.IDLE)} minutes without use",
        f"after {minutes(sign_ins.LONGEST) // 60} hours in any case",
        f"code, after {minutes(sign_ins.UNFINISHED)} minutes",
        f"exchanged every {minutes(sign_ins.ROTATED_EVERY)} minutes",
        f"goes on for {minutes(sign_ins.GRACE)} minutes",
        f"for {invitations.GOOD_FOR.days} days",
        f"for {minutes(recoveries.GOOD_FOR) // 60} hours",
        f"for {tokens.LONGEST_DAYS} days at most",
        {6: "six"}[classes.MONEY_YEARS] + " years",
    ]


def missing(page: str) -> list[str]:
    """What the page does not say."""
    words = " ".join(page.split())
    return [sentence for sentence in said() if sentence not in words]


@pytest.mark.asvs("6.1.1", "6.1.2", "7.1.1", "7.1.2", "7.1.3", "7.6.1", "15.1.1")
def test_the_page_says_the_figures_of_the_code():
    assert missing(PAGE) == []
    assert Settings.idle_minutes == minutes(sign_ins.IDLE)


def test_a_figure_that_changed_is_noticed(monkeypatch):
    monkeypatch.setattr(tries, "MOST", 50)

    assert missing(PAGE) == ["At most 50 tries within 1 minute"]


def ways_in(app) -> set[str]:
    """The addresses that anybody may open to get in, as the page writes them."""
    public = {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint in PUBLIC}
    named = {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith(WAYS_IN)}
    return (public & named) - NO_WAY_IN


@pytest.mark.asvs("6.1.3", "6.3.4")
def test_the_page_names_every_way_in_and_no_other(app):
    ways = PAGE.partition("## Ways in")[2].partition("## Guessing")[0]
    told = {word.strip("`") for word in ways.split() if word.startswith("`/")}

    assert {way.rstrip(",").rstrip("`") for way in told} - {"/api/v1"} == ways_in(app)


@pytest.mark.asvs("14.1.1", "14.1.2")
def test_the_page_gives_every_level_of_data_its_protection():
    rows = [line.split("|")[1:-1] for line in PAGE.splitlines() if line.startswith("| ")]
    levels = {row[0].strip(): row[2].strip() for row in rows if len(row) == 3}

    assert {"identifying", "special category", "profile", "money", "secrets", "trail"} <= set(levels)
    assert all(levels.values())

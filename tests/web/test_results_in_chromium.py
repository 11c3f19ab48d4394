"""Runs, positions, agreements, commitments, purchases and imports in a real browser: readable by everybody."""

import io
import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from consortium.floor.db import transaction
from tests import factories
from tests.web import chromium
from tests.web.conftest import Browse
from tests.web.visitors import Visitor, day

A_RUN, A_POSITION = re.compile(r"/runs/[0-9a-f-]{36}$"), re.compile(r"/positions/[0-9a-f-]{36}")
AN_AGREEMENT, A_COMMITMENT = re.compile(r"/agreements/[0-9a-f-]{36}$"), re.compile(r"/commitments/[0-9a-f-]{36}$")
A_PURCHASE = re.compile(r"/purchases/[0-9a-f-]{36}$")


def follow(visitor: Visitor, path: str, pattern: re.Pattern[str]) -> str:
    return next(link for link in visitor.open(path).read.links if pattern.search(link))


@pytest.fixture
def busy(pool: Flask, coordinator: Visitor) -> Visitor:
    """A consortium in which something of every kind has happened."""
    with pool.app_context(), transaction():
        factories.household(household_ref="H-1", yes_needs=("prematurity",), languages=("English", "Polish"))
        first = factories.child(urgency="urgent", sex="F", needs=("prematurity", "complex_health"), language="Polish")
        factories.referral(referral_ref="R-1", children=[first])
        factories.referral(referral_ref="R-2", children=[factories.child(child_ref="C-2", sex="M")])
        factories.agreement()
        factories.commitment()
        factories.commitment(authority_code=factories.FIFE, minimum_units=1, agency="ASPEN", tolerance_units=1)
        for number, moved_in_on in enumerate([date(2026, 4, 2), date(2026, 9, 30)]):
            factories.purchase(placement_ref=f"P-{number}", moved_in_on=moved_in_on)
    coordinator.send("/runs/start", **day("as_of", 2026, 11, 23))
    return coordinator


def a_suggestion(visitor: Visitor) -> str:
    return visitor.open(follow(visitor, "/runs/", A_RUN)).link("/suggestions/R-1")


def an_import(visitor: Visitor) -> str:
    text = "household_ref,agency,postcode,max_age_months,approved_children,shoe\nH-1,ROWAN,EH12 5AA,2 years,1,\n"
    sheet = (io.BytesIO(text.replace(",shoe", "").replace("1,\n", "1\n").encode()), "households.csv")
    return visitor.send("/imports/", kind="households", bad_rows="return", file=sheet).response.request.path


DECIDED = {"referral_ref": "R-1", "household_ref": "H-1", "decision": "pin", "reason": "Her brother lives there."}
PAGES: dict[str, Callable[[Visitor], str]] = {
    "runs": lambda visitor: "/runs/",
    "run to start": lambda visitor: "/runs/start",
    "run": lambda visitor: follow(visitor, "/runs/", A_RUN),
    "suggestion": a_suggestion,
    "what would help": lambda visitor: follow(visitor, "/runs/", A_RUN) + "/remedies/R-2",
    "questions to ask first": lambda visitor: follow(visitor, "/runs/", A_RUN) + "/questions",
    "pins": lambda visitor: visitor.send("/pins/decide", **DECIDED).response.request.path,
    "pin to decide": lambda visitor: "/pins/decide",
    "pin to change": lambda visitor: visitor.send("/pins/decide", **DECIDED).link("/change"),
    "pin to lift": lambda visitor: visitor.send("/pins/decide", **DECIDED).link("/lift"),
    "policies": lambda visitor: "/policies/",
    "positions": lambda visitor: "/positions/?as_of=2026-11-23",
    "position": lambda visitor: follow(visitor, "/positions/", A_POSITION),
    "agreements": lambda visitor: "/agreements/",
    "agreement": lambda visitor: follow(visitor, "/agreements/", AN_AGREEMENT),
    "agreement to add": lambda visitor: "/agreements/add",
    "agreement to amend": lambda visitor: follow(visitor, "/agreements/", AN_AGREEMENT) + "/version",
    "agreement to title": lambda visitor: follow(visitor, "/agreements/", AN_AGREEMENT) + "/title",
    "commitments": lambda visitor: "/commitments/",
    "commitment": lambda visitor: follow(visitor, "/commitments/", A_COMMITMENT),
    "commitment to change": lambda visitor: follow(visitor, "/commitments/", A_COMMITMENT) + "/change",
    "purchases": lambda visitor: "/purchases/",
    "purchase": lambda visitor: follow(visitor, "/purchases/", A_PURCHASE),
    "purchase to change": lambda visitor: follow(visitor, "/purchases/", A_PURCHASE) + "/change",
    "move-in to record": lambda visitor: "/purchases/record",
    "imports": lambda visitor: "/imports/",
    "import": an_import,
    "columns": lambda visitor: "/imports/columns/households",
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_fault_light_or_dark_wide_or_narrow(busy: Visitor, browse: Browse, name: str):
    page = browse(busy)
    page.emulate_media(reduced_motion="reduce")

    assert chromium.faults(page, PAGES[name](busy)) == []


@pytest.mark.parametrize("path", ["/agreements/add", "/purchases/record", "/imports/"])
def test_a_form_sent_empty_comes_back_without_a_fault_of_the_page(coordinator: Visitor, browse: Browse, path: str):
    page = browse(coordinator)
    page.emulate_media(reduced_motion="reduce")
    page.goto(path)

    page.locator("main form button.btn-primary").click()

    assert page.locator(".error-summary").is_visible()
    assert chromium.seen(page, path) == []


def test_a_run_is_started_and_opened_to_its_reasons_without_scripts(busy: Visitor, browse: Browse):
    page = browse(busy, script=False)
    page.goto("/runs/start")

    page.get_by_role("button", name="Start the run").click()
    page.get_by_role("link", name="R-1").click()

    assert page.get_by_role("heading", name="R-1 with H-1").is_visible()


def test_a_picture_is_drawn_no_smaller_than_its_words_can_be_read(busy: Visitor, browse: Browse):
    page = browse(busy)
    page.goto(follow(busy, "/positions/", A_POSITION))

    for width in (390, 768, 1024, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        picture = page.locator("svg.chart:visible").first
        drawn, natural = picture.bounding_box(), float(picture.get_attribute("viewBox", timeout=1000).split()[2])  # type: ignore[union-attr]
        assert drawn is not None
        assert drawn["width"] / natural >= 0.99

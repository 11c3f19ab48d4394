"""A pack as pages to print; runs in a child process with limits, from the pack's JSON to the bytes of a PDF."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from fpdf import FPDF

FONT = Path(__file__).with_name("DejaVuSans.ttf")
MARGIN, SMALL, USUAL, LARGE = 20, 9, 10.5, 18
LABEL_WIDTH = 55
WORDS = {
    "child_ref": "Reference",
    "referral_ref": "Reference of the referral",
    "household_ref": "Reference",
    "conflicts": "Households that cannot be asked",
    "excluded_areas": "Areas to avoid",
    "discuss_needs": "Needs to discuss",
    "hold_reason": "Why the household was not free",
    "reason": "Reasons given for what was done",
    "end_note": "What was said at the end of a link",
}


class Pages(FPDF):
    """A4 pages, each with its number."""

    def footer(self) -> None:
        """The number of the page."""
        self.set_y(-15)
        self.set_font(size=SMALL)
        self.cell(0, 8, f"Page {self.page_no()} of {{nb}}", align="R")


def pages(content: bytes) -> bytes:
    """The PDF of a pack."""
    pack = json.loads(content)
    paper = _paper(pack)
    _heading(paper, "What is recorded about you", size=LARGE)
    _text(paper, f"Reference {pack['reference']}. Kept by {pack['kept_by']}. Made on {_day(pack['made_on'])}.")
    recorded = pack["recorded"]
    _heading(paper, "What is recorded")
    for name, value in recorded.items():
        if not _is_list_of_facts(value):
            _line(paper, _label(name), _said(value))
    for name, rows in recorded.items():
        if _is_list_of_facts(rows):
            _heading(paper, _label(name))
            for row in rows:
                _text(paper, "; ".join(_parts(row)))
    _heading(paper, "What is left out, and why")
    for rule in pack["left_out"]:
        _line(paper, ", ".join(_label(name) for name in rule["fields"]), rule["why"])
    return bytes(paper.output())


def _paper(pack: dict[str, Any]) -> Pages:
    paper = Pages(format="A4")
    paper.set_creation_date(datetime.fromisoformat(f"{pack['made_on']}T00:00:00+00:00"))
    paper.set_lang("en-GB")
    paper.set_title(f"Subject access: {pack['reference']}")
    paper.set_margins(MARGIN, MARGIN)
    paper.set_auto_page_break(True, margin=MARGIN)
    paper.add_font("DejaVu", fname=FONT)
    paper.set_font("DejaVu", size=USUAL)
    paper.add_page()
    return paper


def _heading(paper: Pages, text: str, *, size: float = 13) -> None:
    paper.ln(4)
    paper.set_font(size=size)
    paper.multi_cell(0, size * 0.55, text, align="L", new_x="LMARGIN", new_y="NEXT")
    paper.set_font(size=USUAL)
    paper.ln(1)


def _text(paper: Pages, text: str) -> None:
    paper.multi_cell(0, 5.5, text, align="L", new_x="LMARGIN", new_y="NEXT")


def _line(paper: Pages, label: str, value: str) -> None:
    """A label and what is said, side by side, kept on one page where they fit."""
    with paper.offset_rendering() as tried:
        _draw_line(tried, label, value)
    if tried.page_break_triggered and len(value) < 1_000:
        paper.add_page()
    _draw_line(paper, label, value)


def _draw_line(paper: Any, label: str, value: str) -> None:
    top, page = paper.get_y(), paper.page
    paper.set_text_color(90)
    paper.multi_cell(LABEL_WIDTH, 5.5, label, align="L", new_x="RIGHT", new_y="NEXT")
    bottom = paper.get_y() if paper.page == page else top
    paper.set_xy(MARGIN + LABEL_WIDTH + 3, top)
    paper.set_text_color(0)
    paper.multi_cell(0, 5.5, value, align="L", new_x="LMARGIN", new_y="NEXT")
    if paper.page == page:
        paper.set_y(max(bottom, paper.get_y()))


def _is_list_of_facts(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(one, dict) for one in value)


def _parts(row: dict[str, Any]) -> Iterator[str]:
    for name, value in row.items():
        if value is not None:
            yield f"{_label(name)}: {_said(value)}"


def _said(value: Any) -> str:
    if value is None or value == [] or value == "":
        return "not recorded"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(str(one).replace("_", " ") for one in value) if isinstance(value, list) else _day(str(value))


def _day(text: str) -> str:
    """A day as people write it; any other text as it is."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{day.day} {day:%B %Y}"


def _label(name: str) -> str:
    return WORDS.get(name, name.replace("_", " ").capitalize())

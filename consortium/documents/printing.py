"""A document as pages to print; runs in a child process with limits, from its JSON to the bytes of a PDF.

The pages say their title and language, and each section stands in the outline, so that readers of the screen find it.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from fpdf import FPDF, ViewerPreferences
from fpdf.fonts import FontFace

from consortium.subject_access.printing import FONT, LABEL_WIDTH, LARGE, MARGIN, SMALL, USUAL, Pages

LINE, GREY = 5.5, 90
MOST = 30  # lines of a cell of a table
DATED = {
    "Item",
    "Day",
    "From",
    "By",
    "On",
    "Due",
    "Done",
    "Version",
    "Sessions a week",
    "Written down in",
}  # columns of short cells


def pages(content: bytes) -> bytes:
    """The PDF of a document."""
    document = json.loads(content)
    paper = _paper(document)
    paper.set_font(size=LARGE)
    _text(paper, document["title"], height=LARGE * 0.55)
    paper.set_font(size=USUAL)
    _text(paper, f"Made for {document['made_for']} on {document['made_on']}. It holds what they may read on that day.")
    for section in document["sections"]:
        _section(paper, section)
    return bytes(paper.output())


def _paper(document: dict[str, Any]) -> FPDF:
    paper = Pages(format="A4")
    paper.set_creation_date(datetime.fromisoformat(f"{document['dated']}T00:00:00+00:00"))
    paper.set_lang("en-GB")
    paper.set_title(document["title"])
    paper.viewer_preferences = ViewerPreferences(display_doc_title=True)
    paper.set_margins(MARGIN, MARGIN)
    paper.set_auto_page_break(True, margin=MARGIN)
    paper.add_font("DejaVu", fname=FONT)
    paper.set_font("DejaVu", size=USUAL)
    paper.add_page()
    return paper


def _section(paper: FPDF, section: dict[str, Any]) -> None:
    if paper.will_page_break(4 * LINE):
        paper.add_page()
    paper.ln(4)
    paper.start_section(section["title"])
    paper.set_font(size=13)
    _text(paper, section["title"], height=7)
    paper.set_font(size=USUAL)
    paper.ln(1)
    if section["note"]:
        _text(paper, section["note"])
    for label, value in section["facts"]:
        _fact(paper, label, value)
    if section["rows"]:
        _table(paper, section["heads"], section["rows"], figures=section["figures"])


def _text(paper: FPDF, text: str, *, height: float = LINE) -> None:
    paper.multi_cell(0, height, text, align="L", new_x="LMARGIN", new_y="NEXT")


def _fact(paper: FPDF, label: str, value: str) -> None:
    """A label and what is said of it, below each other where it is long; what is to be signed leaves a line."""
    top, page = paper.get_y(), paper.page
    paper.set_text_color(GREY)
    paper.multi_cell(LABEL_WIDTH, LINE, label, align="L", new_x="RIGHT", new_y="NEXT")
    bottom = paper.get_y() if paper.page == page else top
    paper.set_xy(MARGIN + LABEL_WIDTH + 3, top)
    paper.set_text_color(0)
    paper.multi_cell(0, LINE, value or "_" * 40, align="L", new_x="LMARGIN", new_y="NEXT")
    if paper.page == page:
        paper.set_y(max(bottom, paper.get_y()))


def _table(paper: FPDF, heads: Sequence[str], rows: Sequence[Sequence[str]], *, figures: int) -> None:
    """Rows below their heads; one that would fill a page, which no table can break, is set as text in its place."""
    widths = tuple(2 if head in DATED else 5 for head in heads)
    paper.set_font(size=SMALL)
    for is_long, found in groupby(rows, key=lambda cells: _is_long(paper, cells, widths)):
        if is_long:
            for cells in found:
                paper.ln(1)
                for head, cell in zip(heads, cells, strict=True):
                    _fact(paper, head, cell or "–")
        else:
            _rows(paper, heads, widths, found, figures=figures)
    paper.set_font(size=USUAL)


def _rows(
    paper: FPDF, heads: Sequence[str], widths: tuple[int, ...], rows: Iterable[Sequence[str]], *, figures: int
) -> None:
    heading = FontFace(color=GREY)
    sides = ("LEFT",) * (len(heads) - figures) + ("RIGHT",) * figures
    with paper.table(col_widths=widths, text_align=sides, headings_style=heading, line_height=LINE) as table:
        for cells in (heads, *rows):
            row = table.row()
            for cell in cells:
                row.cell(cell)


def _is_long(paper: FPDF, cells: Sequence[str], widths: Sequence[int]) -> bool:
    """Whether a cell takes more lines than a table may have on one page."""
    return any(_lines(paper, cell, width / sum(widths)) > MOST for cell, width in zip(cells, widths, strict=True))


def _lines(paper: FPDF, cell: str, share: float) -> int:
    """How many lines a cell takes in a column that has this share of the width, less what pads it.

    It is not measured where it has fewer characters than a table may have lines: each line but the last takes one.
    """
    if len(cell) < MOST:
        return 0
    found = paper.multi_cell(paper.epw * share - 4, LINE, cell, dry_run=True, output="LINES")
    return len(found) if isinstance(found, list) else 0

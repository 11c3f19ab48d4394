"""What became of a spreadsheet, in people's words, and its bad rows as they were sent."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from consortium.importing.imports import Import, kind_of
from web.shown import count

_CALLED = {"travel": "Travel times", "children": "Referrals and their children"}


def called(kind: str) -> str:
    """A kind of sheet as people call it."""
    return _CALLED.get(kind, kind.capitalize())


@dataclass(frozen=True)
class Bad:
    """One thing to put right: where it stands, whose row it is, what the file says, what to do."""

    line: int
    ref: str
    column: str | None
    said: str
    sentence: str


@dataclass(frozen=True)
class Taken:
    """One import."""

    kept: Import

    @property
    def rows(self) -> int:
        return self.kept.created + self.kept.changed + self.kept.unchanged + self.kept.returned

    @property
    def lede(self) -> str:
        """What happened, as one would say it."""
        if not self.rows:
            return "The file held no row, so nothing was taken."
        good, back = self.rows - self.kept.returned, self.kept.returned
        if not back:
            return f"{'The one row was' if good == 1 else f'All {good} rows were'} taken."
        told = f"{count(good, 'row')} {'was' if good == 1 else 'were'} taken" if good else "No row was taken"
        return f"{told}; {count(back, 'row')} {'comes' if back == 1 else 'come'} back to you to be put right."

    @property
    def figures(self) -> list[tuple[str, object, str]]:
        """The headline figures; the last four add up to the first."""
        kept, mends = self.kept, sum(len(row["faults"]) for row in self.kept.returned_rows)
        return [
            ("Rows read", self.rows, called(kept.kind)),
            ("New", kept.created, "recorded for the first time"),
            ("Changed", kept.changed, "as the file says"),
            ("As they were", kept.unchanged, "nothing happened"),
            ("Returned", kept.returned, f"{count(mends, 'thing')} to put right" if mends else "nothing to put right"),
        ]

    def bad(self) -> Iterator[Bad]:
        """Every fault with the place that a person sees in the spreadsheet."""
        for row in self.kept.returned_rows:
            cells = row["cells"]
            for fault in row["faults"]:
                column = fault["column"]
                yield Bad(row["line"], _ref(cells), column, cells.get(column, "") if column else "", fault["sentence"])

    @property
    def columns(self) -> list[str]:
        """The columns that the returned rows fill, in the order of their kind."""
        given = {name for row in self.kept.returned_rows for name in row["cells"]}
        known = [column.name for column in kind_of(self.kept.kind).columns]
        return [name for name in known if name in given]

    @property
    def cells(self) -> list[dict[str, Any]]:
        """The returned rows as they were."""
        return [{name: row["cells"].get(name, "") for name in self.columns} for row in self.kept.returned_rows]


def _ref(cells: dict[str, str]) -> str:
    """What the row calls itself: the last of its references, which is the narrowest."""
    named = [text for name, text in cells.items() if name.endswith("_ref") and text]
    return named[0] if named else cells.get("code", "")

"""Several sheets read for one answer: any bad row in any of them refuses them all, and every bad row is told."""

from collections.abc import Sequence
from pathlib import Path

from consortium.sheets import reading
from consortium.sheets.columns import Check, Column, Fault, Refused, Row


class Several:
    """Sheets as they are read, with what is to be mended in them and what is to be known."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self.notices: list[Fault] = []

    def rows(self, path: Path | None, columns: Sequence[Column], checks: Sequence[Check] = ()) -> list[Row]:
        """The rows of one more sheet, none where it was left out; its faults are kept for `expect_sound`."""
        if path is None:
            return []
        sheet = reading.read(path, columns, checks)
        self._faults.extend(sheet.faults)
        self.notices.extend(sheet.notices)
        return sheet.rows

    def object_to(self, fault: Fault) -> None:
        """One more fault, which only the sheets together show."""
        self._faults.append(fault)

    def expect_sound(self) -> None:
        """Raises Refused with every fault so far."""
        if self._faults:
            raise Refused(self._faults)

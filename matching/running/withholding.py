"""What is left out of a run when it is read: the journey of a child, or to a household, whose address is protected.

The run itself stays as it was frozen. Its journeys are told as points, which invert to minutes, so that they are taken
out together with every sum from which they could be worked out again, and so is the count of those too far away.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from consortium import particulars
from consortium.access import Viewer

JOURNEY, TOO_FAR = "travel", "too_far"
Row = dict[str, Any]


class Frozen(Protocol):
    """A run, as far as it is asked here: what it looked at."""

    @property
    def inputs(self) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Undisclosed:
    """What a run calls the referrals and households whose address may not be disclosed."""

    referrals: frozenset[str]
    households: frozenset[str]

    @property
    def any(self) -> bool:
        """Whether anything of the run is withheld."""
        return bool(self.referrals or self.households)

    def covers(self, pair: Mapping[str, Any]) -> bool:
        """Whether the pair's journey is withheld."""
        return pair["referral_ref"] in self.referrals or pair["household_ref"] in self.households


def undisclosed(run: Frozen) -> Undisclosed:
    """Those of today among what the run looked at: a flag that is set hides the journeys of earlier runs too.

    A run's bare reference is told apart from another owner's by what was frozen: owner and reference have to agree.
    """
    referrals, households = particulars.undisclosed()
    if not (referrals or households):
        return Undisclosed(frozenset(), frozenset())
    seen = run.inputs
    return Undisclosed(
        _called(seen["referrals"], owner="authority", flagged=referrals),
        _called(seen["households"], owner="agency", flagged=households),
    )


def seen_by(viewer: Viewer, run: Frozen) -> Undisclosed:
    """What is withheld of a run from somebody; nothing from whoever runs the server."""
    return Undisclosed(frozenset(), frozenset()) if viewer.operator else undisclosed(run)


def of_pair(pair: Mapping[str, Any], *, hidden: Undisclosed) -> Row:
    """A suggested pair, its journey and the points for it left out where they are withheld."""
    if not hidden.covers(pair):
        return dict(pair)
    merits = {code: points for code, points in pair["merits"].items() if code != JOURNEY}
    return {**pair, "merits": merits, "points": sum(merits.values())}


def of_unmatched(missing: Mapping[str, Any], *, hidden: Undisclosed) -> Row:
    """A referral without a suggestion; how many households are too far is made of journeys, and left out with them."""
    if missing["referral_ref"] not in hidden.referrals:
        return dict(missing)
    return {**missing, "reasons": [reason for reason in missing["reasons"] if reason["bar"] != TOO_FAR]}


def of_document(document: bytes, *, hidden: Undisclosed) -> bytes:
    """A run's result; the same bytes where nothing is withheld."""
    frozen = json.loads(document)
    found = {**frozen, "suggestions": [of_pair(pair, hidden=hidden) for pair in frozen["suggestions"]]}
    found["unmatched"] = [of_unmatched(missing, hidden=hidden) for missing in frozen["unmatched"]]
    if found == frozen:
        return document
    if any(hidden.covers(pair) for pair in frozen["suggestions"]):
        points = sum(pair["points"] for pair in found["suggestions"])
        found["objective"] = {**frozen["objective"], "points": points}
        found["certificate"] = {**frozen["certificate"], "stages": []}
    return (json.dumps(found, indent=2, ensure_ascii=False) + "\n").encode()


def _called(seen: Iterable[Mapping[str, Any]], *, owner: str, flagged: set[tuple[str, str]]) -> frozenset[str]:
    """The names of those flagged: a run calls a record by its reference, after its owner's code where two share one."""
    return frozenset(
        row["ref"]
        for row in seen
        if {(row[owner], row["ref"]), (row[owner], row["ref"].removeprefix(f"{row[owner]}/"))} & flagged
    )

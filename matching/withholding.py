"""What is left out of a run when it is read: the journey of a child, or to a household, whose address is protected.

The run itself stays as it was frozen. Its journeys are told as points, which invert to minutes, so that they are taken
out together with every sum from which they could be worked out again.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from consortium import particulars

JOURNEY = "travel"
Row = dict[str, Any]


@dataclass(frozen=True)
class Undisclosed:
    """What runs may call the referrals and households whose address may not be disclosed."""

    referrals: frozenset[str]
    households: frozenset[str]

    def covers(self, pair: Mapping[str, Any]) -> bool:
        """Whether the pair's journey is withheld."""
        return pair["referral_ref"] in self.referrals or pair["household_ref"] in self.households


def undisclosed() -> Undisclosed:
    """Those of today: a flag that is set hides the journeys of earlier runs too."""
    referrals, households = particulars.undisclosed()
    return Undisclosed(_called(referrals), _called(households))


def of_pair(pair: Mapping[str, Any], *, hidden: Undisclosed) -> Row:
    """A suggested pair, its journey and the points for it left out where they are withheld."""
    if not hidden.covers(pair):
        return dict(pair)
    merits = {code: points for code, points in pair["merits"].items() if code != JOURNEY}
    return {**pair, "merits": merits, "points": sum(merits.values())}


def of_document(document: bytes, *, hidden: Undisclosed) -> bytes:
    """A run's result; the same bytes where nothing is withheld."""
    found = json.loads(document)
    if not any(hidden.covers(pair) for pair in found["suggestions"]):
        return document
    found["suggestions"] = [of_pair(pair, hidden=hidden) for pair in found["suggestions"]]
    found["objective"] |= {"points": sum(pair["points"] for pair in found["suggestions"])}
    found["certificate"]["stages"] = []
    return (json.dumps(found, indent=2, ensure_ascii=False) + "\n").encode()


def _called(owned: set[tuple[str, str]]) -> frozenset[str]:
    return frozenset(name for owner, ref in owned for name in (ref, f"{owner}/{ref}"))

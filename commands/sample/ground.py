"""Real ground: postcodes of each council, its contact places, and how long the road between two districts is."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from math import hypot
from random import Random

from consortium import postcodes
from consortium.sheets.councils import COUNCILS

SCOTTISH_LETTERS = "ADEFGHIKMPTZ"
CONTACT_PLACES = 3


@dataclass(frozen=True)
class Ground:
    """Postcodes by council, a few contact places of each, and the grid references of both."""

    homes: dict[str, list[str]]
    contact: dict[str, list[str]]

    def weight(self, council: str) -> int:
        """How populous a council is, by its postcodes."""
        return len(self.homes[council])

    def home(self, chance: Random, council: str) -> str:
        """A postcode of the council."""
        return chance.choice(self.homes[council])

    def contact_place(self, chance: Random, council: str) -> str:
        """One of the council's contact places, the first the most often."""
        return chance.choices(self.contact[council], weights=[5, 3, 2][: len(self.contact[council])])[0]


def survey(chance: Random) -> Ground:
    """The ground of Scotland, with contact places drawn from each council's most populous districts."""
    homes = _by_council()
    contact = {}
    for council in COUNCILS:
        districts = Counter(postcodes.district_of(postcode) for postcode in homes[council])
        largest = sorted(districts, key=lambda district: (-districts[district], district))[:CONTACT_PLACES]
        contact[council] = [
            chance.choice([postcode for postcode in homes[council] if postcode.startswith(f"{district} ")])
            for district in largest
        ]
    return Ground(homes, contact)


@lru_cache(maxsize=1)
def _by_council() -> dict[str, list[str]]:
    return postcodes.within(COUNCILS, SCOTTISH_LETTERS)


def minutes(one: postcodes.Place, other: postcodes.Place) -> int | None:
    """A road time between two places; None where a straight line says nothing."""
    if one.easting is None or one.northing is None or other.easting is None or other.northing is None:
        return None
    kilometres = hypot(one.easting - other.easting, one.northing - other.northing) / 1000
    # Towns are slow and trunk roads fast: the first kilometres cost more than the later ones.
    return round(6 + min(kilometres, 12) * 1.9 + max(kilometres - 12, 0) * 1.15)

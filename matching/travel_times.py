"""Minutes on the road from every household to a contact place: the consortium's own table first, then the map."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from matching.problem import Household, Place

UNKNOWN = -1
ROAD_FACTOR_PER_SPEED = (
    1.3 * 60 / 50
)  # minutes a straight-line kilometre: roads are 1.3 times as long, at 50 km an hour
ISLANDS = frozenset({"S12000013", "S12000023", "S12000027"})  # Na h-Eileanan Siar, Orkney Islands, Shetland Islands

Whole = npt.NDArray[np.int64]


def district(postcode: str) -> str:
    """The outward code: what stands before the space."""
    return postcode.split(" ")[0]


class TravelTimes:
    """Whole minutes from each household, in the order given, to any contact place; UNKNOWN where nobody can say."""

    def __init__(
        self, households: tuple[Household, ...], places: Mapping[str, Place], minutes: Mapping[tuple[str, str], int]
    ) -> None:
        found = [places.get(household.postcode) for household in households]
        self._places = places
        self._eastings = np.array([np.nan if p is None or p.easting is None else p.easting for p in found], np.float64)
        self._northings = np.array(
            [np.nan if p is None or p.northing is None else p.northing for p in found], np.float64
        )
        self._nowhere = np.isnan(self._eastings) | np.isnan(self._northings)
        self._councils = np.array([(p and p.council) or "" for p in found], "U9")
        self._on_island = np.isin(self._councils, sorted(ISLANDS))
        self._of_district: dict[str, list[int]] = {}
        for index, household in enumerate(households):
            self._of_district.setdefault(district(household.postcode), []).append(index)
        self._told: dict[str, list[tuple[str, int]]] = {}
        for (origin, goal), told in minutes.items():
            self._told.setdefault(goal, []).append((origin, told))

    def to(self, contact_postcode: str | None) -> Whole:
        """Minutes from every household to a contact place; all UNKNOWN where no place is recorded."""
        goal = self._places.get(contact_postcode or "")
        minutes = np.full(len(self._nowhere), UNKNOWN, np.int64)
        if goal is not None and goal.easting is not None and goal.northing is not None:
            minutes = self._by_map(goal.easting, goal.northing, goal.council)
        for origin, told in self._told.get(district(contact_postcode or ""), ()):
            minutes[self._of_district.get(origin, [])] = told
        return minutes

    def _by_map(self, easting: int, northing: int, council: str | None) -> Whole:
        east, north = self._eastings - easting, self._northings - northing
        kilometres = np.sqrt(east * east + north * north) / 1000
        kilometres[self._nowhere] = 0
        minutes = (kilometres * ROAD_FACTOR_PER_SPEED + 0.5).astype(np.int64)
        across_water = self._councils != council if council in ISLANDS else self._on_island
        minutes[self._nowhere | across_water] = UNKNOWN
        return minutes

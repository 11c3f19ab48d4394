"""Where an area of a run lies: its middle, which stands for wherever in it a household might live."""

from collections import Counter
from functools import cached_property
from math import isqrt

from matching.problem import Place, Problem, Referral
from matching.snapshots import FrozenPlace
from matching.travel_times import district

# Stands where the second half of a postcode would: no sector and no postcode can be excluded that is not known, and
# none of the run's own can be taken for it.
SOMEWHERE = "\x00"


class Areas:
    """The areas of a run: councils, by ONS code, and districts, by outward code.

    A council's middle is the contact place of the run from which all others in it are nearest in sum, as the crow
    flies; a district's is the same of the places known in it. A household of the area lives there.
    """

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._contacts = Counter(c.contact_postcode for r in problem.referrals for c in r.children)

    def councils_of(self, referral: Referral) -> frozenset[str]:
        """The councils in which the referral's contact places lie, as far as that is known."""
        places = [self._place(child.contact_postcode) for child in referral.children]
        return frozenset(place.council for place in places if place and place.council)

    def holds(self, area: str, referral: Referral) -> bool:
        """Whether a contact place of the referral lies in an area of either kind."""
        districts = {district(child.contact_postcode or "") for child in referral.children}
        return area in self.councils_of(referral) or area in districts

    def is_known(self, area: str) -> bool:
        """Whether a household could be said to live there."""
        return area in self._middles or area in self._starts

    def home(self, area: str) -> tuple[str, Place | None]:
        """The postcode and the place that a household of the area is given. Raises KeyError for an area nobody knows.

        The place is None where only the table of travel minutes knows it.
        """
        if not self.is_known(area):
            raise KeyError(area)
        if area not in self._middles:
            return f"{area} {SOMEWHERE}", None
        place = self._problem.places[self._middles[area]]
        code = f"{district(self._middles[area])} {SOMEWHERE}{area}"
        return code, FrozenPlace(place.easting, place.northing, place.council)

    def _place(self, code: str | None) -> Place | None:
        place = self._problem.places.get(code or "")
        return place if place and place.easting is not None and place.northing is not None else None

    @cached_property
    def _starts(self) -> frozenset[str]:
        return frozenset(origin for origin, _ in self._problem.minutes)

    @cached_property
    def _middles(self) -> dict[str, str]:
        """The postcode in the middle of each area."""
        weights: dict[str, Counter[str]] = {}
        for code, children in self._contacts.items():
            place = self._place(code)
            if code and place:
                for area in {district(code), place.council} - {None}:
                    weights.setdefault(str(area), Counter())[code] += children
        for home in self._problem.households:
            if self._place(home.postcode) and district(home.postcode) not in weights:
                weights[district(home.postcode)] = Counter((home.postcode,))
        return {area: self._middle(codes) for area, codes in weights.items()}

    def _middle(self, codes: Counter[str]) -> str:
        return min(codes, key=lambda code: (sum(n * self._metres(code, other) for other, n in codes.items()), code))

    def _metres(self, one: str, other: str) -> int:
        here, there = self._problem.places[one], self._problem.places[other]
        east, north = (here.easting or 0) - (there.easting or 0), (here.northing or 0) - (there.northing or 0)
        return isqrt(east * east + north * north)

"""The households of a run as columns, so that one rule looks at all of them at once."""

from collections.abc import Iterable
from datetime import date

import numpy as np
import numpy.typing as npt

from matching.problem import Household, Problem
from matching.travel_times import TravelTimes, district

Flags = npt.NDArray[np.bool_]
Whole = npt.NDArray[np.int64]

NEVER = date.max.toordinal()  # stands for a day that has not been recorded and so never comes
LONG_AGO = 0
KEPT_PLACES = 64  # contact places whose travel times are kept at hand


class Pool:
    """Columns of whole numbers and flags, one entry a household, in the order of the problem."""

    def __init__(self, problem: Problem) -> None:
        households = problem.households
        self.problem = problem
        self.size = len(households)
        self.index = {household.ref: index for index, household in enumerate(households)}
        self.agencies = np.array([household.agency for household in households], object)
        fostering = _days((h.approved_fostering_on for h in households), NEVER)
        adoption = _days((h.approved_adoption_on for h in households), NEVER)
        self.dually_approved_on = np.maximum(fostering, adoption)
        self.review_due_on = _days((h.review_due_on for h in households), NEVER)
        held_until = _days((h.hold_until for h in households), LONG_AGO)
        self.free_from = np.maximum(_days((h.available_from for h in households), LONG_AGO), held_until)
        self.free_places = _numbers(h.approved_children - h.children_in_placement for h in households)
        self.min_age_months = _numbers(h.min_age_months for h in households)
        self.max_age_months = _numbers(h.max_age_months for h in households)
        self.max_travel_minutes = _numbers(h.max_travel_minutes for h in households)
        self.open_links = _numbers(h.open_links for h in households)
        self._flags = _flags(households)
        self._times = TravelTimes(households, problem.places, problem.minutes)
        self._minutes: dict[str | None, Whole] = {}

    def none(self) -> Flags:
        return np.zeros(self.size, bool)

    def has(self, column: str, word: str | None) -> Flags:
        """Which households hold a word in a column: sexes, a needs column, experience, a background, `areas`."""
        flags = self._flags.get((column, word))
        return self.none() if flags is None else flags

    def at(self, refs: Iterable[str]) -> Flags:
        """Which households bear one of the references."""
        flags = self.none()
        flags[[self.index[ref] for ref in refs if ref in self.index]] = True
        return flags

    def minutes_to(self, contact_postcode: str | None) -> Whole:
        """Minutes from every household to a contact place (travel_times.UNKNOWN where nobody can say)."""
        if contact_postcode not in self._minutes:
            if len(self._minutes) >= KEPT_PLACES:
                self._minutes.clear()
            self._minutes[contact_postcode] = self._times.to(contact_postcode)
        return self._minutes[contact_postcode]

    def travel_limit(self, child_limit: int) -> Whole:
        """The smaller of a child's and each household's limit."""
        return np.minimum(self.max_travel_minutes, child_limit)

    def latest_start(self, placement_day: date) -> int:
        """The last day, as an ordinal, on which a household may become free for a placement day."""
        return placement_day.toordinal() + self.problem.policy.grace_days


def areas_of(postcode: str) -> tuple[str, str, str]:
    """The three areas that name a postcode: outward code, sector, and itself."""
    outward, _, inward = postcode.partition(" ")
    return district(postcode), f"{outward} {inward[:1]}", postcode


def _days(days: Iterable[date | None], absent: int) -> Whole:
    return _numbers(absent if day is None else day.toordinal() for day in days)


def _numbers(values: Iterable[int]) -> Whole:
    return np.fromiter(values, np.int64)


def _flags(households: tuple[Household, ...]) -> dict[tuple[str, str | None], Flags]:
    flags: dict[tuple[str, str | None], Flags] = {}
    columns = ("sexes", "yes_needs", "no_needs", "experience", "ethnicity", "religion", "languages")
    for index, household in enumerate(households):
        words = [(column, word) for column in columns for word in getattr(household, column)]
        for key in [*words, *(("areas", area) for area in areas_of(household.postcode))]:
            flags.setdefault(key, np.zeros(len(households), bool))[index] = True
    return flags

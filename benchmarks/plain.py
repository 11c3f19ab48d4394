"""The policy of matching once more, one pair at a time in plain Python: an oracle for tests and a peer for benches.

Written from the policy's text alone. It shares the values of `matching.problem` with the product and no rule.
"""

import math
from collections.abc import Iterator
from datetime import date, timedelta

from matching.problem import Child, Household, Problem, Referral

ISLANDS = {"S12000013", "S12000023", "S12000027"}
POINT_ORDER = ("travel", "willingness", "language", "ethnicity", "religion", "experience", "waiting", "kept")


def bars(problem: Problem, referral: Referral, household: Household) -> set[str]:
    """The codes of every bar that a pair breaks."""
    day = max(problem.as_of, min(child.needed_by for child in referral.children))
    return set(_approval_bars(household, day, problem.policy.grace_days)) | {
        code
        for code, broken in (
            ("no_place", len(referral.children) > _free_places(household)),
            ("age_outside_approval", any(_age_is_outside(child, household, day) for child in referral.children)),
            ("sex_outside_approval", any(_sex_is_outside(child, household) for child in referral.children)),
            ("need_declined", any(need in household.no_needs for child in referral.children for need in child.needs)),
            (
                "excluded_area",
                any(_lives_in(a, household) for child in referral.children for a in child.excluded_areas),
            ),
            ("known_conflict", any(household.ref in child.conflicts for child in referral.children)),
            ("too_far", any(_is_too_far(problem, child, household) for child in referral.children)),
            ("other_consortium", _share_none(problem, referral.authority, household.agency, day)),
            ("household_engaged", _is_engaged(household, problem.policy.max_open_links_household)),
            ("referral_engaged", referral.open_links >= problem.policy.max_open_links_referral),
            ("forbidden", _is_forbidden(problem, referral, household)),
        )
        if broken
    }


def points(problem: Problem, referral: Referral, household: Household) -> dict[str, int]:
    """The points of each merit of a pair: the smallest of the children's."""
    each = [_points_of_child(problem, referral, child, household) for child in referral.children]
    return {code: min(merits[code] for merits in each) for code in POINT_ORDER}


def minutes(problem: Problem, child: Child, household: Household) -> int | None:
    """Travel minutes from the household to the child's contact place, or None where nobody can say."""
    if child.contact_postcode is None:
        return None
    told = problem.minutes.get((household.postcode.split()[0], child.contact_postcode.split()[0]))
    if told is not None:
        return told
    start, goal = problem.places.get(household.postcode), problem.places.get(child.contact_postcode)
    if start is None or goal is None or start.easting is None or goal.easting is None:
        return None
    if start.northing is None or goal.northing is None:
        return None
    if start.council != goal.council and {start.council, goal.council} & ISLANDS:
        return None
    metres = math.sqrt(float(start.easting - goal.easting) ** 2 + float(start.northing - goal.northing) ** 2)
    return math.floor(metres / 1000 * (1.3 * 60 / 50) + 0.5)


def months(child: Child, day: date) -> int:
    """Completed months on a day, counted one birthday-of-the-month after another; an unborn child is 0."""
    if child.date_of_birth is None or child.date_of_birth > day:
        return 0
    count = 12 * (day.year - child.date_of_birth.year) + day.month - child.date_of_birth.month
    return count if day.day >= child.date_of_birth.day else count - 1


def _approval_bars(household: Household, day: date, grace_days: int) -> Iterator[str]:
    approvals = (household.approved_fostering_on, household.approved_adoption_on)
    if any(approval is None or approval > day for approval in approvals):
        yield "not_dual_approved"
    if household.review_due_on is not None and household.review_due_on < day:
        yield "review_overdue"
    waits = [wait for wait in (household.available_from, household.hold_until) if wait is not None]
    if any(wait > day + timedelta(days=grace_days) for wait in waits):
        yield "not_available"


def _free_places(household: Household) -> int:
    return household.approved_children - household.children_in_placement


def _age_is_outside(child: Child, household: Household, day: date) -> bool:
    return not household.min_age_months <= months(child, day) <= household.max_age_months


def _sex_is_outside(child: Child, household: Household) -> bool:
    return bool(household.sexes) and child.sex is not None and child.sex not in household.sexes


def _lives_in(area: str, household: Household) -> bool:
    outward, inward = household.postcode.split()
    return area in (outward, f"{outward} {inward[0]}", household.postcode)


def _is_too_far(problem: Problem, child: Child, household: Household) -> bool:
    away = minutes(problem, child, household)
    return away is not None and away > min(child.max_travel_minutes, household.max_travel_minutes)


def _share_none(problem: Problem, authority: str, agency: str, day: date) -> bool:
    if problem.memberships is None:
        return False
    consortia: dict[str, set[str]] = {authority: set(), agency: set()}
    for membership in problem.memberships:
        joined = membership.joined_on is None or membership.joined_on <= day
        left = membership.left_on is not None and membership.left_on <= day
        if membership.code in consortia and joined and not left:
            consortia[membership.code].add(membership.consortium)
    return not consortia[authority] & consortia[agency]


def _is_engaged(household: Household, cap: int) -> bool:
    return household.open_links >= cap or _free_places(household) < 1


def _is_forbidden(problem: Problem, referral: Referral, household: Household) -> bool:
    return any(
        pin.decision == "forbid" and (pin.referral_ref, pin.household_ref) == (referral.ref, household.ref)
        for pin in problem.pins
    )


def _points_of_child(problem: Problem, referral: Referral, child: Child, household: Household) -> dict[str, int]:
    weights = problem.policy.merits
    return {
        "travel": _travel_points(problem, child, household, weights["travel"]),
        "willingness": _share(child, household.yes_needs, weights["willingness"], weights["willingness"]),
        "language": weights["language"] if child.language and child.language in household.languages else 0,
        "ethnicity": weights["ethnicity"] if child.ethnicity and child.ethnicity in household.ethnicity else 0,
        "religion": weights["religion"] if child.religion and child.religion in household.religion else 0,
        "experience": _share(child, household.experience, weights["experience"], 0),
        "waiting": _waiting_points(problem.as_of, household, weights["waiting"]),
        "kept": weights["kept"] if (referral.ref, household.ref) in problem.previous else 0,
    }


def _travel_points(problem: Problem, child: Child, household: Household, weight: int) -> int:
    away, limit = minutes(problem, child, household), min(child.max_travel_minutes, household.max_travel_minutes)
    if away is None or limit == 0:
        return 0
    return max(0, weight * (limit - away) // limit)


def _share(child: Child, held: tuple[str, ...], weight: int, without_needs: int) -> int:
    return weight * sum(need in held for need in child.needs) // len(child.needs) if child.needs else without_needs


def _waiting_points(as_of: date, household: Household, weight: int) -> int:
    if household.approved_fostering_on is None or household.approved_adoption_on is None:
        return 0
    waited = (as_of - max(household.approved_fostering_on, household.approved_adoption_on)).days
    return weight * min(max(waited, 0), 365) // 365

"""One pair fact by fact: what the referral asks, what the household offers, and whether they match.

It explains the policy and decides nothing: a bar that the pair breaks has a mismatch under its own code here, and no
other bar has one (tests hold the two against each other). `code` is that of a bar or merit, whose `reads` say who may
read the fact. A need that is to be discussed, or a fact that nobody has recorded, is unknown.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from matching.pool import Pool, areas_of
from matching.problem import Child, Household, Problem, Referral
from matching.rules import completed_months
from matching.travel_times import UNKNOWN

MATCH, MISMATCH, UNSURE = "match", "mismatch", "unknown"


@dataclass(frozen=True)
class Fact:
    """One fact of a pair in words; `child` is the reference of the child that it is about, or None for all."""

    code: str
    name: str
    child: str | None
    asked: str
    offered: str
    verdict: str


def facts(problem: Problem, pool: Pool, *, referral: int, household: int) -> list[Fact]:
    """Every fact of a pair, given as indices, in the order of the policy: what bars first, then what is regarded."""
    asking, home = problem.referrals[referral], problem.households[household]
    found = [*_of_approval(problem, asking, home), *_of_places(problem, asking, home)]
    for child in asking.children:
        found += _of_child(asking, child, home)
        found.append(_journey(child, pool, household))
    found += _of_run(problem, asking, home)
    return [*found, *(fact for child in asking.children for fact in _regarded(child, home))]


def _judged(fits: bool | None) -> str:
    return UNSURE if fits is None else MATCH if fits else MISMATCH


def _day(day: date | None) -> str:
    return "not recorded" if day is None else day.isoformat()


def _some(words: tuple[str, ...]) -> str:
    return ", ".join(words) or "not recorded"


def _of_approval(problem: Problem, referral: Referral, home: Household) -> Iterator[Fact]:
    day = referral.placement_day
    by = f"by {day}"
    for name, on in (
        ("fostering approval", home.approved_fostering_on),
        ("adoption approval", home.approved_adoption_on),
    ):
        yield Fact("not_dual_approved", name, None, by, _day(on), _judged(on is not None and on <= day))
    due = home.review_due_on
    yield Fact(
        "review_overdue",
        "review of approval",
        None,
        f"due on or after {day}",
        _day(due),
        _judged(None if due is None else due >= day),
    )
    grace = problem.policy.grace_days
    for name, free in (("available from", home.available_from), ("on hold until", home.hold_until)):
        fits = free is None or (free - day).days <= grace
        offered = "no day given" if free is None else free.isoformat()
        yield Fact("not_available", name, None, f"{day} and {grace} days of grace", offered, _judged(fits))


def _of_places(problem: Problem, referral: Referral, home: Household) -> Iterator[Fact]:
    free, size = home.approved_children - home.children_in_placement, len(referral.children)
    yield Fact("no_place", "places", None, str(size), f"{free} free", _judged(free >= size))
    cap, links = problem.policy.max_open_links_household, home.open_links
    offered = f"{links} open, {free} places free"
    yield Fact(
        "household_engaged",
        "household's links",
        None,
        f"fewer than {cap}, and a place",
        offered,
        _judged(links < cap and free > 0),
    )
    cap, links = problem.policy.max_open_links_referral, referral.open_links
    yield Fact("referral_engaged", "referral's links", None, f"fewer than {cap}", f"{links} open", _judged(links < cap))


def _of_child(referral: Referral, child: Child, home: Household) -> Iterator[Fact]:
    months, span = (
        completed_months(child.date_of_birth, referral.placement_day),
        (home.min_age_months, home.max_age_months),
    )
    offered = f"{span[0]} to {span[1]} months"
    yield Fact(
        "age_outside_approval", "age", child.ref, f"{months} months", offered, _judged(span[0] <= months <= span[1])
    )
    covered = None if child.sex is None else not home.sexes or child.sex in home.sexes
    yield Fact(
        "sex_outside_approval",
        "sex",
        child.ref,
        child.sex or "not recorded",
        " or ".join(home.sexes) or "any",
        _judged(covered),
    )
    for need in child.needs:
        yield _need(need, child, home)
    hit = sorted(set(child.excluded_areas) & set(areas_of(home.postcode)))
    asked = f"not in {', '.join(child.excluded_areas)}" if child.excluded_areas else "no area excluded"
    yield Fact("excluded_area", "area", child.ref, asked, ", ".join(hit) or home.postcode, _judged(not hit))
    known = home.ref in child.conflicts
    asked = f"not {', '.join(child.conflicts)}" if child.conflicts else "no conflict known"
    yield Fact("known_conflict", "conflict", child.ref, asked, home.ref, _judged(not known))


def _need(need: str, child: Child, home: Household) -> Fact:
    answers = (("no", home.no_needs, False), ("yes", home.yes_needs, True), ("discuss", home.discuss_needs, None))
    said, fits = next(((said, fits) for said, needs, fits in answers if need in needs), ("not answered", None))
    return Fact("need_declined", need, child.ref, "needed", said, _judged(fits))


def _journey(child: Child, pool: Pool, household: int) -> Fact:
    minutes, limit = (
        int(pool.minutes_to(child.contact_postcode)[household]),
        int(pool.travel_limit(child.max_travel_minutes)[household]),
    )
    fits = None if minutes == UNKNOWN else minutes <= limit
    offered = "not known" if minutes == UNKNOWN else f"{minutes} minutes"
    return Fact("too_far", "journey to contact", child.ref, f"at most {limit} minutes", offered, _judged(fits))


def _of_run(problem: Problem, referral: Referral, home: Household) -> Iterator[Fact]:
    apart = home.agency in problem.apart(referral.authority, referral.placement_day)
    named = problem.memberships is not None or problem.kept_apart is not None
    shared = not apart if named else None
    yield Fact("other_consortium", "consortium", None, referral.authority, home.agency, _judged(shared))
    ruled_out = home.ref in problem.forbidden.get(referral.ref, ())
    yield Fact(
        "forbidden",
        "a coordinator's word",
        None,
        "not ruled out",
        "ruled out" if ruled_out else "nothing said",
        _judged(not ruled_out),
    )


def _regarded(child: Child, home: Household) -> Iterator[Fact]:
    """What earns points and bars nothing."""
    for need in child.needs:
        held = need in home.experience
        yield Fact(
            "experience",
            f"experience of {need}",
            child.ref,
            "regarded",
            "yes" if held else "none recorded",
            _judged(held or None),
        )
    for code, asked, words in (
        ("language", child.language, home.languages),
        ("ethnicity", child.ethnicity, home.ethnicity),
        ("religion", child.religion, home.religion),
    ):
        fits = None if asked is None or not words else asked in words
        yield Fact(code, code, child.ref, asked or "not recorded", _some(words), _judged(fits))

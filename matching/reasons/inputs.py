"""What changed between the inputs of two runs, fact by fact, and the later inputs with some of it taken back."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, TypeVar

from matching.policy import Policy, as_mapping, from_mapping
from matching.problem import Child, Household, Pin, Problem, Referral

WHOLE = "*"  # the field that stands for a record that came, went, or changed in what it is made of
# What is of the run and of no one record.
DAY, MEMBERS, TRAVEL, PLACES, PREVIOUS = "day", "members", "travel", "places", "previous"
_UNWEIGHED = ("version", "signed_off_by")
Record = TypeVar("Record")
Part = TypeVar("Part", Household, Child, Referral)


@dataclass(frozen=True, order=True)
class Fact:
    """One fact of the inputs: of a `referral`, `child`, `household`, `pin` or `policy`, or of the run as a whole."""

    of: str
    ref: tuple[str, ...] = ()
    field: str = WHOLE


@dataclass(frozen=True)
class Changed:
    """A fact as it was before and is now; None: there was, or is, none."""

    fact: Fact
    before: Any
    now: Any


def changed(before: Problem, now: Problem) -> list[Changed]:
    """Every fact that differs, in the order of `Fact`; of a record that came or went, no more than that."""
    old, new = _facts(before, now), _facts(now, before)
    differing = sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))
    whole = {(key.of, key.ref) for key in differing if key.field == WHOLE}
    referrals = {("child", ref) for of, ref in whole if of == "referral"}
    kept = [
        key
        for key in differing
        if key.field == WHOLE or not ({(key.of, key.ref), (key.of, key.ref[:1])} & (whole | referrals))
    ]
    return [Changed(key, old.get(key), new.get(key)) for key in kept]


def taken_back(now: Problem, before: Problem, facts: Collection[Fact]) -> Problem:
    """The later inputs, but for these facts, which are as they were before; all of them give the earlier problem.

    Pins of whoever is no longer there are left out.
    """
    chosen = set(facts)
    as_of = before.as_of if Fact(DAY) in chosen else now.as_of
    referrals = tuple(_referrals(now, before, chosen, as_of))
    households = tuple(sorted(_households(now, before, chosen), key=lambda one: (one.ref, one.agency)))
    known = {one.ref for one in referrals}, {one.ref for one in households}
    agencies = {one.agency for one in households}
    pins = _merged("pin", _pins(now), _pins(before), chosen)
    return Problem(
        as_of=as_of,
        policy=_policy(now.policy, before.policy, chosen),
        referrals=referrals,
        households=households,
        memberships=None,
        minutes=(before if Fact(TRAVEL) in chosen else now).minutes,
        pins=tuple(pin for (pair, pin) in sorted(pins.items()) if pair[0] in known[0] and pair[1] in known[1]),
        previous=(before if Fact(PREVIOUS) in chosen else now).previous,
        places=dict(now.places) | dict(before.places)
        if Fact(PLACES) in chosen
        else dict(before.places) | dict(now.places),
        kept_apart=_kept_apart(referrals, agencies, *((before, now) if Fact(MEMBERS) in chosen else (now, before))),
    )


def _facts(problem: Problem, other: Problem) -> dict[Fact, Any]:
    """Of postcodes and memberships, what both runs could know: whoever came or went changed no table."""
    found: dict[Fact, Any] = {Fact(DAY): problem.as_of, Fact(PREVIOUS): problem.previous}
    places, others = (one.canonical()["places"] for one in (problem, other))
    found[Fact(TRAVEL)] = dict(problem.minutes)
    found[Fact(PLACES)] = {code: place for code, place in places.items() if code in others}
    known, own, theirs = (
        problem.agencies & other.agencies,
        *(set(map(_of_day, p.referrals)) for p in (problem, other)),
    )
    found[Fact(MEMBERS)] = {key: problem.apart(*key) & known for key in own & theirs}
    found |= {Fact("policy", (), name): value for name, value in terms_of(problem.policy).items()}
    found |= {Fact("pin", pair): (pin.decision, pin.override) for pair, pin in _pins(problem).items()}
    for referral in problem.referrals:
        found |= dict(_of_referral(referral, as_of=problem.as_of))
    for home in problem.households:
        found[Fact("household", (home.ref,))] = home.agency
        for name in _names(Household, "ref", "agency"):
            found[Fact("household", (home.ref,), name)] = getattr(home, name)
    return found


def _of_referral(referral: Referral, *, as_of: date) -> Iterator[tuple[Fact, Any]]:
    """A child that is needed at once has no day of its own, but the run's."""
    yield Fact("referral", (referral.ref,)), (referral.authority, tuple(child.ref for child in referral.children))
    yield Fact("referral", (referral.ref,), "open_links"), referral.open_links
    for child in referral.children:
        for name in _names(Child, "ref"):
            value = getattr(child, name)
            own = None if name == "needed_by" and value == as_of else value
            yield Fact("child", (referral.ref, child.ref), name), own


def _referrals(now: Problem, before: Problem, chosen: set[Fact], as_of: date) -> Iterator[Referral]:
    old, new = ({one.ref: _undated(one, problem.as_of) for one in problem.referrals} for problem in (before, now))
    for ref, referral in sorted(_merged("referral", new, old, chosen).items()):
        was = old.get(ref)
        if was is not None:
            known = {child.ref: child for child in was.children}
            children = tuple(
                _with(child, known.get(child.ref, child), "child", (ref, child.ref), chosen)
                for child in referral.children
            )
            links = was if Fact("referral", (ref,), "open_links") in chosen else referral
            referral = replace(referral, children=children, open_links=links.open_links)
        yield _dated(referral, as_of)


def _undated(referral: Referral, as_of: date) -> Referral:
    """A referral whose children that are needed at once have the earliest of days, whichever day the run is for."""
    soon = [replace(c, needed_by=date.min) if c.needed_by == as_of else c for c in referral.children]
    return replace(referral, children=tuple(soon))


def _dated(referral: Referral, as_of: date) -> Referral:
    children = tuple(replace(c, needed_by=as_of) if c.needed_by == date.min else c for c in referral.children)
    day = max(as_of, min(child.needed_by for child in children))
    return replace(referral, children=children, placement_day=day)


def _households(now: Problem, before: Problem, chosen: set[Fact]) -> Iterator[Household]:
    old, new = ({one.ref: one for one in problem.households} for problem in (before, now))
    for ref, home in _merged("household", new, old, chosen).items():
        yield _with(home, old.get(ref, home), "household", (ref,), chosen)


def _merged(of: str, new: Mapping[Any, Record], old: Mapping[Any, Record], chosen: set[Fact]) -> dict[Any, Record]:
    """Records by key: those of now, but whole as they were before, there or not, where that is taken back."""
    found = {}
    for key in new.keys() | old.keys():
        source = old if Fact(of, key if isinstance(key, tuple) else (key,)) in chosen else new
        if key in source:
            found[key] = source[key]
    return found


def _with(record: Part, was: Part, of: str, ref: tuple[str, ...], chosen: set[Fact]) -> Part:
    """A record with those of its fields as they were that are taken back."""
    names = [name for name in _names(type(record), "ref") if Fact(of, ref, name) in chosen]
    return replace(record, **{name: getattr(was, name) for name in names})


def _policy(now: Policy, before: Policy, chosen: set[Fact]) -> Policy:
    terms, old = as_mapping(now), as_mapping(before)
    for name in terms_of(before):
        if Fact("policy", (), name) in chosen:
            if name in terms["merits"]:
                terms["merits"][name] = old["merits"][name]
            else:
                terms[name] = old[name]
    return from_mapping(terms)


def terms_of(policy: Policy) -> dict[str, Any]:
    """What a policy weighs, each merit a term of its own; what it is called and who signed it is left out."""
    terms = as_mapping(policy)
    return {name: value for name, value in (terms | terms["merits"]).items() if name not in (*_UNWEIGHED, "merits")}


def _pins(problem: Problem) -> dict[tuple[str, str], Pin]:
    return {(pin.referral_ref, pin.household_ref): pin for pin in problem.pins}


def _kept_apart(
    referrals: tuple[Referral, ...], agencies: set[str], first: Problem, second: Problem
) -> dict[tuple[str, date], frozenset[str]]:
    """Whom memberships keep apart: as the first problem has it, and the second of agencies that the first knows not."""
    found = {}
    for one in referrals:
        ordered = sorted((first, second), key=lambda problem: _of_day(one) not in map(_of_day, problem.referrals))
        apart, other = (apart_of(problem, one) for problem in ordered)
        known = other if apart is None else apart | ((other or frozenset()) - ordered[0].agencies)
        found[one.authority, one.placement_day] = (known or frozenset()) & agencies
    return found


def _of_day(referral: Referral) -> tuple[str, date]:
    return referral.authority, referral.placement_day


def apart_of(problem: Problem, referral: Referral) -> frozenset[str] | None:
    """Whom memberships keep apart from a referral, of its day, or else of the nearest day of the same authority.

    A frozen run knows no more. None: it has no referral of that authority.
    """
    days = [one.placement_day for one in problem.referrals if one.authority == referral.authority]
    if problem.kept_apart is None or referral.placement_day in days:
        return problem.apart(referral.authority, referral.placement_day)
    if not days:
        return None
    return problem.apart(referral.authority, min(days, key=lambda day: abs(day - referral.placement_day)))


def _names(shape: type, *but: str) -> list[str]:
    return [field.name for field in fields(shape) if field.name not in but]

"""The findings as plain data and in words: all of them for a coordinator, what may leave the consortium for others."""

from collections.abc import Mapping, Sequence
from typing import Any

from matching.problem import URGENCIES
from matching.recruiting.archetypes import Archetype, Standing
from matching.recruiting.demand import LEAST_REFERRALS
from matching.recruiting.findings import LEVEL, Finding, Findings
from matching.recruiting.suppression import LEAST, for_agencies

MOST_LISTED, SHOWN = 500, 20

Names = Mapping[str, str]


def as_data(found: Findings) -> dict[str, Any]:
    """Everything that was found, for the coordinator; the same bytes for the same run."""
    listed = [_full(found, each) for each in _listed(found)]
    return {
        "scenarios": found.done,
        "of": found.of,
        "level": LEVEL,
        "too_little_data": found.is_too_little,
        "least_referrals": LEAST_REFERRALS,
        "referrals": len(found.rows),
        "drawn_up": found.candidates.drawn_up,
        "tried": len(found.candidates.tried),
        "left_out": found.candidates.beyond,
        "placed_nobody": found.without_worth if found.done else 0,
        "archetypes": listed,
        "more": len(found.order) - len(listed) if found.done else 0,
    }


def as_data_for_agencies(found: Findings, *, least: int = LEAST) -> dict[str, Any]:
    """What may leave the consortium: no counts of referrals, not even that they are few; means to a tenth."""
    told = for_agencies(found, least=least) if found.done else []
    return {
        "scenarios": found.of,
        "level": LEVEL,
        "fewer_than_is_not_told": least,
        "archetypes": [{**_kind(each.archetype), **_worth(each, 1)} for each in told],
    }


def in_words(found: Findings, names: Names) -> str:
    """The table for the coordinator: the best kind of each area, agencies and number of children, in their order."""
    if not found.done:
        return _too_little(found)
    best = dict[Standing, Finding]()
    for each in _listed(found):
        best.setdefault(each.archetype.standing, each)
    shown = _listed(found) if found.candidates.are_named else list(best.values())[:SHOWN]
    if not shown:
        return f"{_heading(found)}\n  No household that was tried would place anybody more in any scenario."
    lines = [_heading(found), *(_line(found, place, each, names) for place, each in enumerate(shown, 1))]
    return "\n".join([*lines, *_not_shown(found, len(shown)), *_caution()])


def in_words_for_agencies(found: Findings, names: Names, *, least: int = LEAST) -> str:
    """The table that may leave the consortium."""
    told = for_agencies(found, least=least) if found.done else []
    if not told:
        return f"Nothing can be told: fewer than {least} families would stand behind whatever was found."
    rule = f"  What fewer than {least} families stand behind is not told, and none are told like few."
    lines = [_heading(found), *(_line_outside(place, each, names) for place, each in enumerate(told, 1))]
    return "\n".join([*lines, rule, *_caution()])


def _listed(found: Findings) -> list[Finding]:
    if not found.done:
        return []
    return [found.finding(number, first=found.order[0]) for number in found.order[:MOST_LISTED]]


def _full(found: Findings, each: Finding) -> dict[str, Any]:
    children = {name: round(count / each.scenarios, 3) for name, count in zip(URGENCIES, each.children, strict=True)}
    return {
        **_kind(each.archetype),
        **_worth(each, 3),
        "of_these": children,
        "placed_in": each.placed_in,
        "often": list(each.often),
        "mostly": list(each.mostly),
        "fewer_than_the_first": [round(bound, 3) for bound in each.behind],
        "refused_needs": _refused(found, each.archetype),
        "could_take": int(found.candidates.takes[each.number].sum()),
    }


def _refused(found: Findings, kind: Archetype) -> list[str]:
    """The needs that occur and that a kind does not accept."""
    return sorted({need for referral in found.referrals for need in referral.needs}.difference(kind.needs))


def _kind(kind: Archetype) -> dict[str, Any]:
    return {**vars(kind), "agencies": list(kind.agencies), "needs": list(kind.needs)}


def _worth(each: Finding, digits: int) -> dict[str, Any]:
    return {
        "children_more": round(each.mean, digits),
        "interval": [round(bound, digits) for bound in each.interval],
        "clearly_less_than_the_first": each.is_clearly_less,
    }


def _heading(found: Findings) -> str:
    said = f"What one household more would place, on average over {found.done} scenarios of sampled demand"
    return said if found.done == found.of else f"{said} of the {found.of} asked for"


def _line(found: Findings, place: int, each: Finding, names: Names) -> str:
    placed = f", somebody in {each.placed_in} of {each.scenarios}"
    refused = _refused(found, each.archetype)
    needs = ", ".join(each.archetype.needs)
    if 0 < len(refused) < len(each.archetype.needs):
        needs = "every need but " + ", ".join(refused)
    elif needs and not refused:
        needs = "every need that occurs"
    return f"  {place}. {_described(each.archetype, needs, names)}:\n     {_more(place, each, 2)}{placed}"


def _line_outside(place: int, each: Finding, names: Names) -> str:
    """What a kind refuses is not told outside: that would say that somebody has it."""
    described = _described(each.archetype, ", ".join(each.archetype.needs), names)
    return f"  {place}. {described}:\n     {_more(place, each, 1)}"


def _more(place: int, each: Finding, digits: int) -> str:
    low, high = (f"{bound:.{digits}f}" for bound in each.interval)
    unclear = "" if place == 1 or each.is_clearly_less else ", not clearly different from 1"
    return f"{each.mean:.{digits}f} children more ({low} to {high}){unclear}"


def _described(kind: Archetype, needs: str, names: Names) -> str:
    children = "1 child" if kind.children == 1 else f"up to {kind.children} children"
    agencies = " or ".join(agency for agency in kind.agencies if agency)
    whose = f" with {agencies}" if agencies else ""
    ages = f"{kind.min_age_months} to {kind.max_age_months} months"
    return f"In {names.get(kind.area, kind.area)}{whose}, {children}, {ages}, accepting {needs or 'no need'}"


def _not_shown(found: Findings, shown: int) -> Sequence[str]:
    """What was tried and is not in the table."""
    told = [
        f"  {len(found.order) - shown} other kinds would place somebody too: --out F.json lists up to {MOST_LISTED}."
    ]
    kept = [] if len(found.order) == shown else told
    if found.without_worth:
        kept.append(f"  {found.without_worth} would place nobody more.")
    if found.candidates.beyond:
        kept.append(f"  {found.candidates.beyond} were not tried, for they would be too many.")
    return kept


def _caution() -> Sequence[str]:
    return (
        f"  Children placed more, on average, and where the average of such scenarios lies at {LEVEL} %. It is",
        "  supposed that the referrals to come are like those of this run. Nothing is said of any child or",
        "  household: people decide.",
    )


def _too_little(found: Findings) -> str:
    return (
        f"There is too little data to say which household would place more: {len(found.rows)} referrals are looking, "
        f"and below {LEAST_REFERRALS} a sample of them tells nothing of others."
    )

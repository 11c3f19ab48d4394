"""People, members and records for tests, made through the verbs, so that no test holds what the rules forbid."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import count
from typing import Any

from consortium import carers, consortia, members, referrals
from consortium.access import OPERATOR, MemberKind, Role, Viewer
from consortium.accounts import people
from consortium.consortia import Consortium
from consortium.floor import clock
from consortium.floor.errors import NotFound
from consortium.linking import links, matches
from consortium.linking.link_steps import Outcome
from consortium.linking.links import Link, LinkStatus
from contracts import agreements, commitments, moves, purchases
from contracts.invoicing import issuing
from contracts.invoicing.invoices import InvoiceLine
from contracts.pricing import tariffs
from matching.policy import DEFAULT, as_mapping
from matching.terms import policies

EDINBURGH, FIFE, GLASGOW = "S12000036", "S12000047", "S12000049"
_numbers = count(1)


def consortium(code: str = "EAST") -> Consortium:
    """The consortium of this code, founded where it is new."""
    try:
        return consortia.by_code(OPERATOR, code=code)
    except NotFound:
        return consortia.found(OPERATOR, code=code)


def member(code: str, *, of: str = "EAST", kind: MemberKind | None = None, **days: date | None) -> members.Member:
    """A member: an authority where the code is a council's, an agency otherwise."""
    consortium(of)
    kind = kind or (MemberKind.AUTHORITY if code.startswith("S120") else MemberKind.AGENCY)
    return members.add(OPERATOR, code=code, name=f"{code} by name", kind=kind, consortium_code=of, **days)


def pool(*, authority: str = EDINBURGH, agency: str = "ROWAN", of: str = "EAST") -> None:
    """One authority and one agency in a consortium."""
    member(authority, of=of)
    member(agency, of=of)


def open_pool() -> None:
    """The same, where several links may be open at once."""
    pool()
    open_caps()


def two_consortia() -> None:
    """Two authorities and two agencies in EAST; one of each in WEST."""
    for of, codes in (("EAST", (EDINBURGH, FIFE, "ROWAN", "ASPEN")), ("WEST", (GLASGOW, "ALDER"))):
        for code in codes:
            member(code, of=of)


def hub(of: str = "EAST") -> str:
    """The code of the partner that serves the whole consortium, brought in where it is new."""
    try:
        return members.by_code(OPERATOR, code=f"HUB-{of}").code
    except NotFound:
        return member(f"HUB-{of}", of=of, kind=MemberKind.PARTNER).code


def person(role: Role, *, at: str | None = None, of: str = "EAST") -> people.User:
    """Somebody with one role in one consortium, employed by its hub unless told otherwise."""
    return people.create(
        OPERATOR,
        email=f"person-{next(_numbers)}@example.org",
        name="Morag Innes",
        password="tide and heather 7",
        member_code=at or hub(of),
        roles=[(of, role)],
    )


def viewer(role: Role, *, at: str | None = None, of: str = "EAST") -> Viewer:
    """Somebody with one role in one consortium, as a viewer."""
    return people.viewer_of(person(role, at=at, of=of))


def household(viewer: Viewer = OPERATOR, **values: Any) -> carers.Household:
    """A household of the agency ROWAN, unless told otherwise."""
    ordinary = {"agency": "ROWAN", "postcode": "EH12 5AA", "max_age_months": 24, "approved_children": 2}
    approved = {"approved_fostering_on": date(2026, 1, 5), "approved_adoption_on": date(2026, 1, 5)}
    return carers.register(viewer, values=ordinary | approved | values)


def child(**values: Any) -> dict[str, Any]:
    """What is told of one child."""
    return {"date_of_birth": date(2026, 5, 4), "contact_postcode": "EH6 7AA"} | values


def referral(viewer: Viewer = OPERATOR, *children: dict[str, Any], **values: Any) -> referrals.Referral:
    """A referral of Edinburgh's with one child, accepted before it came here, unless told otherwise."""
    return referrals.bring_in(viewer, values={"authority_code": EDINBURGH, "children": children or [child()]} | values)


def agreement(viewer: Viewer = OPERATOR, *, ref: str = "A-1", of: str = "EAST", **said: Any) -> agreements.Agreement:
    """An agreement of a consortium's, from April 2026 on, with the terms that are said."""
    ordinary = {"title": "Concurrency", "effective_on": date(2026, 4, 1)}
    return agreements.agree(viewer, consortium_code=of, ref=ref, **ordinary | said)


def commitment(viewer: Viewer = OPERATOR, **values: Any) -> commitments.Commitment:
    """Edinburgh's commitment to three children in the financial year 2026/27, unless told otherwise."""
    year = {"period_start": date(2026, 4, 1), "period_end": date(2027, 4, 1)}
    ordinary = {"agreement_ref": "A-1", "authority_code": EDINBURGH, "minimum_units": 3}
    return commitments.agree(viewer, values=ordinary | year | values)


def tariff(viewer: Viewer = OPERATOR, *, of: str = "EAST", **values: Any) -> tariffs.Tariff:
    """What a placement of one child costs from April 2026 on with any agency, unless told otherwise."""
    ordinary = {"tariff_ref": "2026/27", "charge": "placement_fee", "children": 1, "amount_pence": 3_000_000}
    return tariffs.record(viewer, consortium_code=of, values=ordinary | {"valid_from": date(2026, 4, 1)} | values)


def purchase(viewer: Viewer = OPERATOR, *, history: bool | None = None, **values: Any) -> purchases.Purchase:
    """Edinburgh's purchase of one placement with ROWAN in June 2026, unless told otherwise.

    One that names both the child and the household is history, unless told otherwise: by hand it needs their match.
    """
    if history is None:
        history = {"household_ref", "referral_ref"} <= values.keys()
    ordinary = {"authority_code": EDINBURGH, "agency": "ROWAN", "children": 1, "moved_in_on": date(2026, 6, 1)}
    return purchases.record(viewer, values=ordinary | values, history=history)


def invoice_line(viewer: Viewer = OPERATOR, **values: Any) -> InvoiceLine:
    """A week of July that ROWAN bills Edinburgh for P-1, unless told otherwise."""
    named = {"supplier": "ROWAN", "invoice_number": "INV-7", "invoice_date": date(2026, 8, 2), "line": 1}
    placed = {"authority_code": EDINBURGH, "placement_ref": "P-1", "charge": "fostering_weekly"}
    days = {"from_day": date(2026, 7, 1), "to_day": date(2026, 7, 8), "net_pence": 43_050}
    return issuing.issue(viewer, values=named | placed | days | values)[0]


# What takes a link one step on, by the state that it leads to.
_ON: dict[LinkStatus, Callable[..., Link]] = {
    LinkStatus.MEETING_HELD: matches.hold_meeting,
    LinkStatus.RECOMMENDED: partial(matches.recommend, outcome=Outcome.RECOMMENDED),
    LinkStatus.APPROVED: partial(matches.decide, outcome=Outcome.APPROVED),
    LinkStatus.INTRODUCTIONS: matches.introduce,
}


def taken_to(link: Link, status: LinkStatus, *, by: Viewer) -> Link:
    """The link, explored by both sides, taken step by step to a later state; the decision is this manager's."""
    path = list(LinkStatus)
    for state in path[path.index(link.status) + 1 : path.index(status) + 1]:
        act, who = _ON[state], by if state is LinkStatus.APPROVED else OPERATOR
        act(who, link_id=link.id, version=link.version, on=clock.today())
    return link


def approved(link: Link, *, by: Viewer) -> Link:
    """The link, after the matching meeting, the panel's recommendation and an approval by this manager."""
    return taken_to(link, LinkStatus.APPROVED, by=by)


def linked(referral: referrals.Referral, household: carers.Household) -> Link:
    """A link of the two that both sides explore."""
    sides = {"referral_id": referral.id, "household_id": household.id}
    link = links.propose(OPERATOR, **sides, reason="The ages and the needs agree.")
    for role, at in ((Role.AUTHORITY_WORKER, EDINBURGH), (Role.AGENCY_WORKER, "ROWAN")):
        links.agree(viewer(role, at=at), link_id=link.id, version=link.version)
    return link


def moved_in() -> Link:
    """A link by which a child of Edinburgh's moved in with a household of ROWAN's today, as its authority reports."""
    link = approved(linked(referral(), household()), by=viewer(Role.AUTHORITY_MANAGER, at=EDINBURGH))
    worker = viewer(Role.AUTHORITY_WORKER, at=EDINBURGH)
    moves.report(worker, link_id=link.id, version=link.version, moved_in_on=clock.today())
    return link


def open_caps(most: int = 5, *, of: str = "EAST") -> None:
    """A policy that lets so many links be open at once, of a household and of a referral."""
    consortium(of)
    caps = {"max_open_links_household": most, "max_open_links_referral": most}
    policies.sign(OPERATOR, consortium_code=of, terms=as_mapping(replace(DEFAULT, **caps)))

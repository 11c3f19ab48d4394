"""Panel packs: what a panel reads of one link: both profiles, what spoke for the pair, plans, assessments and contact.

It stands above the records that it shows because the reasons of a suggestion do; every part is what its reader may read
of it at this moment, so that either side, a coordinator and an adviser hold different packs of one link.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from consortium import carers, disclosure, referrals
from consortium.access import Viewer, require
from consortium.documents import papers
from consortium.documents.agreements import CONTACT
from consortium.documents.papers import Printed
from consortium.documents.sections import Document, Section, facts, said
from consortium.documents.words import STEP_OUTCOMES, STEPS
from consortium.floor import clock
from consortium.floor.errors import RuleBroken
from consortium.linking import link_steps, links
from consortium.linking.links import Link
from consortium.planning import cases, shown
from consortium.planning.cases import Case
from consortium.planning.words import PLAN_ACTS, PLAN_STATES, PLANS, RECOMMENDATIONS
from consortium.referrals import statutory
from matching.running import suggestions

LINK = {
    "status": "State",
    "created_at": "Proposed",
    "reason": "Why it was proposed",
    "authority_agreed_at": "Authority agreed to explore",
    "agency_agreed_at": "Agency agreed to explore",
    "approved_at": "Match approved",
}
CHILD = {
    "child_ref": "Reference",
    "given_names": "Given names",
    "family_name": "Family name",
    "age_band": "Age",
    "date_of_birth": "Born",
    "expected_date_of_delivery": "Expected",
    "sex": "Sex",
    "urgency": "Urgency",
    "needed_by": "Needed by",
    "needs": "Needs",
    "ethnicity": "Ethnicity",
    "religion": "Religion",
    "language": "Language",
    "health": "Health",
    "background": "Background",
    "contact_sessions_per_week": "Sessions of family time a week",
    "max_travel_minutes": "Longest journey, in minutes",
    "excluded_areas": "Areas to avoid",
}
HOUSEHOLD = {
    "household_ref": "Reference",
    "agency": "Agency",
    "carer_names": "Carers",
    "area": "Area",
    "approved_fostering_on": "Approved to foster",
    "approved_adoption_on": "Approved to adopt",
    "review_due_on": "Review due",
    "approved_children": "Approved for so many children",
    "children_in_placement": "Children living there",
    "min_age_months": "From, in months",
    "max_age_months": "To, in months",
    "sexes": "Girls or boys",
    "yes_needs": "Accepts",
    "discuss_needs": "Would discuss",
    "no_needs": "Does not accept",
    "experience": "Has cared for",
    "languages": "Languages",
    "ethnicity": "Ethnicity",
    "religion": "Religion",
    "max_travel_minutes": "Longest journey, in minutes",
}
SEXES = {"F": ("girl", "girls"), "M": ("boy", "boys")}
ASSESSMENT = {
    "team": "Team",
    "started_on": "Begun",
    "weeks": "Weeks",
    "due_on": "Due",
    "finished_on": "Finished",
    "recommendation": "It recommends",
    "findings": "In words",
}


def read(viewer: Viewer, *, link_id: UUID) -> Document:
    """The pack of a link as this person may read it now; reading it is written down."""
    case, document = _written(viewer, link_id=link_id)
    cases.note(viewer, case=case, fields=["panel-pack"])
    return document


def printed(viewer: Viewer, *, link_id: UUID) -> Printed:
    """The same as a PDF; see `papers.printed`."""
    case, document = _written(viewer, link_id=link_id)
    file = papers.on_paper(document)
    cases.note(viewer, case=case, fields=["panel-pack"], action="printed")
    return file


def _written(viewer: Viewer, *, link_id: UUID) -> tuple[Case, Document]:
    require(viewer, "links.read")
    link = links.get(viewer, link_id=link_id)
    if link.status is links.LinkStatus.ENDED:
        raise RuleBroken("The link has ended: a pack is made of one that is open.", code="status")
    case = cases.get(viewer, referral_id=link.referral_id)
    found = shown.told(case)
    sections = [
        _pair(link),
        *_course(link),
        *_profiles(viewer, link),
        *_reasons(viewer, link),
        *_plans(found),
        *_rest(found),
    ]
    pair, whom = f"{link.referral.ref} with {link.household.ref}", papers.reader(viewer)
    name = f"panel-pack-{link.referral.ref}-{link.household.ref}"
    return case, Document(name, f"Panel pack, {pair}", pair, whom, clock.today(), sections)


def _pair(link: Link) -> Section:
    sides = [("Authority", link.referral.authority.name), ("Agency", link.household.agency.name)]
    course = {name: getattr(link, name) for name in LINK} | {"status": link.status.value.replace("_", " ")}
    return Section("The link", facts=[*sides, *facts(course, LINK)])


def _course(link: Link) -> Iterator[Section]:
    """What was done with the link, the first step first; what was taken back stands no more."""
    found = link_steps.standing(link)
    if found:
        rows = [(said(one.on), STEPS[one.step], STEP_OUTCOMES[one.outcome] if one.outcome else "–") for one in found]
        yield Section("Steps of the link", heads=("Day", "Step", "Outcome"), rows=rows)


def _profiles(viewer: Viewer, link: Link) -> Iterator[Section]:
    row = disclosure.view_referral(viewer, referrals.get(viewer, referral_id=link.referral_id))
    for child in row["children"]:
        title = "The child" if len(row["children"]) == 1 else f"The child {child['child_ref']}"
        sex = {"sex": SEXES[child["sex"]][0]} if child.get("sex") else {}
        yield Section(title, facts=facts(child | sex, CHILD))
        yield from _missing(child, title=title)
    home = disclosure.view_household(viewer, carers.get(viewer, household_id=link.household_id))
    sexes = {"sexes": [SEXES[sex][1] for sex in home["sexes"]]} if home.get("sexes") else {}
    yield Section("The household", facts=facts(home | sexes, HOUSEHOLD))


def _missing(child: Mapping[str, Any], *, title: str) -> Iterator[Section]:
    """What Schedule 1 asks for and nobody has recorded, as far as its reader would read it: shown and not demanded."""
    known = [item for item in statutory.ITEMS if all(name in child for name in item.fields)]
    rows = [(str(item.number), item.title) for item in statutory.missing(child) if item in known]
    if known:
        kept = len(statutory.ITEMS) - len(known)
        told = ["" if rows else "Nothing is missing.", f"{kept} of the items are not open to you." if kept else ""]
        note = " ".join(filter(None, (*told, f"Asked for by the {statutory.SOURCE}.")))
        name = f"{title}: statutory content that is missing"
        yield Section(name, heads=("Item", "What is asked for") if rows else (), rows=rows, note=note)


def _reasons(viewer: Viewer, link: Link) -> Iterator[Section]:
    found = suggestions.released(viewer, link_id=link.id)
    if found:
        rows = [(one["sentence"], str(one["points"]), str(one["of"])) for one in found]
        yield Section("What spoke for the pair", heads=("Reason", "Points", "Of"), rows=rows)


def _plans(found: dict[str, Any]) -> Iterator[Section]:
    """Both plans side by side, neither before the other in weight, with what each has still to reach."""
    states = [(PLANS[one["kind"]], PLAN_STATES[one["status"]]) for one in found["plans"] if "status" in one]
    if states:
        yield Section("Both plans", facts=states)
    steps = [(plan["kind"], one) for plan in found["plans"] for one in plan["milestones"] if "due_on" in one]
    if steps:
        rows = [(PLANS[kind], one["title"], said(one["due_on"]), _reached(one)) for kind, one in steps]
        yield Section("Steps of the plans", heads=("Plan", "Step", "Due", "Reached"), rows=rows)
    if found["decisions"]:
        made = [(said(one["on"]), f"{PLANS[one['kind']]}: {PLAN_ACTS[one['act']]}") for one in found["decisions"]]
        yield Section("Decisions", heads=("Day", "Decision"), rows=made)


def _reached(step: dict[str, Any]) -> str:
    if step["lapsed_on"]:
        return "lapsed"
    return said(step["done_on"]) if step["done_on"] else "not yet"


def _rest(found: dict[str, Any]) -> Iterator[Section]:
    for one in reversed(found["assessments"]):
        ended = {"finished_on": one["finished_on"] or "not yet"}
        advised = {"recommendation": RECOMMENDATIONS.get(one["recommendation"])} if one.get("recommendation") else {}
        open_ = {name: value for name, value in one.items() if value or name not in ("recommendation", "findings")}
        yield Section("Parenting assessment", facts=facts(open_ | ended | advised, ASSESSMENT))
    if found["contact"] and (told := facts(found["contact"][0], CONTACT)):
        yield Section("Contact", facts=told)

"""The routes of links, and of what is opened outside one: a file for an hour, a link for a panel."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from api.operations import Door, Values
from api.paging import Listing
from api.schemas.carers import Carer
from api.schemas.link_steps import Decision, LinkSteps, Recommendation, Reversal, StepDay
from api.schemas.links import (
    ChildParticulars,
    FileOpening,
    HouseholdParticulars,
    Link,
    LinkEnd,
    LinkSearch,
    Opened,
    PanelShare,
)
from api.schemas.questions import LinkComparison
from api.schemas.referrals import Referral
from consortium import amending
from consortium.access import Viewer
from consortium.disclosure import view_household, view_referral
from consortium.linking import links, matches
from consortium.rights import files
from consortium.rights.shares import Share
from matching.running import linked, overruling

ONE = "/links/<uuid:link_id>"
SHOWN = (
    "id", "referral_id", "household_id", "reason", "authority_agreed_at", "agency_agreed_at", "approved_at",
    "ended_at", "version", "created_at",
)  # fmt: skip
door = Door("links")


@door.lists("/links", Link, may="links.read", asks=LinkSearch)
def index(viewer: Viewer, query: Values) -> Listing:
    """List the links of your children or households, or of your consortium, the latest first."""
    live = {"yes": True, "no": False}.get(query.get("live", ""))
    return Listing(links.visible(viewer, live=live), by="created_at", shown=shown, newest_first=True)


@door.reads(ONE, Link, may="links.read")
def read(viewer: Viewer, link_id: UUID) -> Values:
    """Read one link: how far it has come."""
    return one(links.get(viewer, link_id=link_id))


@door.reads(f"{ONE}/comparison", LinkComparison, may="links.read", audited=True)
def compare(viewer: Viewer, link_id: UUID) -> Values:
    """Read both sides fact by fact, as far as the link's stage opens both to you; a look at both records."""
    return {"facts": [vars(fact) for fact in linked.compared(viewer, link_id=link_id)]}


@door.creates("/links", Link, may="links.open")
def propose(viewer: Viewer, body: Values) -> Values:
    """Propose a link to both sides; each reads the other's anonymised profile from now on."""
    return one(overruling.propose(viewer, **body))


@door.acts(f"{ONE}/agreement", Link, may="links.agree", versioned=True)
def agree(viewer: Viewer, link_id: UUID, version: int) -> Values:
    """Agree, for your side, to explore the link; once both have, the full profiles open."""
    return one(links.agree(viewer, link_id=link_id, version=version))


@door.reads(f"{ONE}/steps", LinkSteps, may="links.read")
def steps(viewer: Viewer, link_id: UUID) -> Values:
    """Read what was done with the link, step by step, with what was taken back."""
    return {"steps": matches.steps_told(viewer, link=links.get(viewer, link_id=link_id))}


@door.acts(f"{ONE}/meeting", Link, may="links.meet", takes=StepDay, versioned=True)
def hold_meeting(viewer: Viewer, link_id: UUID, version: int, body: Values) -> Values:
    """Record the matching meeting."""
    return one(matches.hold_meeting(viewer, link_id=link_id, version=version, **body))


@door.acts(f"{ONE}/recommendation", Link, may="links.recommend", takes=Recommendation, versioned=True)
def recommend(viewer: Viewer, link_id: UUID, version: int, body: Values) -> Values:
    """Record whether the panel recommends the match."""
    return one(matches.recommend(viewer, link_id=link_id, version=version, **body))


@door.acts(f"{ONE}/decision", Link, may="links.approve", takes=Decision, versioned=True)
def decide(viewer: Viewer, link_id: UUID, version: int, body: Values) -> Values:
    """Decide on the match; an approval opens names and addresses to both sides."""
    return one(matches.decide(viewer, link_id=link_id, version=version, **body))


@door.acts(f"{ONE}/notice", Link, may="links.notify", takes=StepDay, versioned=True)
def give_notice(viewer: Viewer, link_id: UUID, version: int, body: Values) -> Values:
    """Record that the decision was given in writing."""
    return one(matches.give_notice(viewer, link_id=link_id, version=version, **body))


@door.acts(f"{ONE}/introductions", Link, may="links.introduce", takes=StepDay, versioned=True)
def introduce(viewer: Viewer, link_id: UUID, version: int, body: Values) -> Values:
    """Record that introductions began."""
    return one(matches.introduce(viewer, link_id=link_id, version=version, **body))


@door.acts(f"{ONE}/reversal", Link, may="links.read", takes=Reversal, versioned=True)
def take_back(viewer: Viewer, link_id: UUID, version: int, body: Values) -> Values:
    """Take back the last step, recorded by mistake; it needs the permission of that step."""
    return one(matches.take_back(viewer, link_id=link_id, version=version, **body))


@door.acts(f"{ONE}/end", Link, may="links.end", takes=LinkEnd, versioned=True)
def end(viewer: Viewer, link_id: UUID, version: int, body: Values) -> Values:
    """End a link; what it opened closes at once."""
    return one(links.end(viewer, link_id=link_id, version=version, **body))


@door.acts(f"{ONE}/panel-shares", Opened, may="links.share", takes=PanelShare)
def show_to_panel(viewer: Viewer, link_id: UUID, body: Values) -> Values:
    """Show both full profiles of a link to a panel adviser until a day."""
    return _opened(files.show_to_panel(viewer, link_id=link_id, **body)[0])


@door.acts("/carers/<uuid:household_id>/file-openings", Opened, may="files.open", takes=FileOpening)
def open_household(viewer: Viewer, household_id: UUID, body: Values) -> Values:
    """Open a household's full file to yourself for an hour, with your reason."""
    return _opened(files.open_(viewer, entity="households", record_id=household_id, **body))


@door.acts("/referrals/<uuid:referral_id>/file-openings", Opened, may="files.open", takes=FileOpening)
def open_referral(viewer: Viewer, referral_id: UUID, body: Values) -> Values:
    """Open a referral's full file to yourself for an hour, with your reason."""
    return _opened(files.open_(viewer, entity="referrals", record_id=referral_id, **body))


@door.changes("/carers/<uuid:household_id>/particulars", HouseholdParticulars, may="households.change", gives=Carer)
def record_household(viewer: Viewer, household_id: UUID, version: int, body: Values) -> Values:
    """Record who the carers are; If-Match is the household's, and so is the answer."""
    household = amending.record_household(viewer, household_id=household_id, version=version, values=body)
    return view_household(viewer, household)


@door.changes("/children/<uuid:child_id>/particulars", ChildParticulars, may="referrals.change", gives=Referral)
def record_child(viewer: Viewer, child_id: UUID, version: int, body: Values) -> Values:
    """Record who a child is; If-Match is the referral's, and so is the answer."""
    return view_referral(viewer, amending.record_child(viewer, child_id=child_id, version=version, values=body))


def shown(found: Sequence[links.Link]) -> Iterator[Values]:
    """The links as either side reads them: references and days, and nobody's particulars."""
    for link in found:
        names = {"referral_ref": link.referral.ref, "authority_code": link.referral.authority.code}
        names |= {"household_ref": link.household.ref, "agency": link.household.agency.code}
        end_reason = link.end_reason and link.end_reason.value
        yield (
            {name: getattr(link, name) for name in SHOWN}
            | names
            | {
                "status": link.status.value,
                "end_reason": end_reason,
            }
        )


def one(link: links.Link) -> Values:
    """One link as either side reads it."""
    return next(shown([link]))


def _opened(share: Share) -> Values:
    return {"id": share.id, "stage": share.stage, "ends_at": share.ends_at}

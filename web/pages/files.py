"""Files: opened for an hour with a reason, and the particulars that stages disclose."""

from typing import Any
from uuid import UUID

from flask import Blueprint, url_for

from consortium import amending, carers, disclosure
from consortium.linking import links
from consortium.rights import files
from consortium.rights.shares import Entity
from web.auth import may, viewer
from web.fields import key
from web.forms import Answer, Form, Versioned, done
from web.forms.links import HIDE, ChildForm, HouseholdForm, OpeningForm, PanelForm
from web.pages.referrals import whole_child

pages = Blueprint("files", __name__)
PAGES: dict[Entity, str] = {"households": "household_id", "referrals": "referral_id"}


@pages.route("/<any(households, referrals):entity>/<uuid:record_id>/open-file", methods=["GET", "POST"])
@may("files.open")
def open_file(entity: Entity, record_id: UUID) -> Answer:
    """Open a full file to oneself for an hour."""
    form: Form = OpeningForm()
    ref = files.ref_of(viewer(), entity=entity, record_id=record_id)
    known: dict[str, Any] = {PAGES[entity]: record_id}
    if form.carry_out(files.open_, viewer(), entity=entity, record_id=record_id, **form.facts()):
        return done(f"web.{entity}.one", "opened", **known)
    back = url_for(f"web.{entity}.one", **known)
    return form.page("files/open.html", ref=ref, back=back, minutes=files.MINUTES)


@pages.route("/links/<uuid:link_id>/panel", methods=["GET", "POST"])
@may("links.share")
def panel(link_id: UUID) -> Answer:
    """Show both sides' full profile of a link to a panel adviser, until the panel has met."""
    link = links.get(viewer(), link_id=link_id, act="links.share")
    form = PanelForm()
    form.user_id.offer({str(one.id): one.name for one in files.advisers(viewer())})
    said = {"user_id": key(form.user_id.data), "until": form.until.data, "reason": form.reason.data}
    if form.carry_out(files.show_to_panel, viewer(), link_id=link_id, **said):
        return done("web.links.one", "shown", link_id=link_id)
    return form.page("links/panel.html", link=link)


@pages.route("/households/<uuid:household_id>/particulars", methods=["GET", "POST"])
@may("households.change", audited=True)
def household(household_id: UUID) -> Answer:
    """Record who the carers are and where they live."""
    known = carers.get(viewer(), household_id=household_id, act="households.change")
    disclosure.expect_whole(viewer(), "households", known)
    form: Versioned = HouseholdForm(data=disclosure.view_household(viewer(), known))
    form.remember(known.version, {})
    said = {"household_id": household_id, "version": form.seen(), "values": form.facts()}
    if form.carry_out(amending.record_household, viewer(), **said):
        return done("web.households.one", "changed", household_id=household_id)
    return form.page("files/household.html", household=known, changes=form.changes(known.version, {}))


@pages.route("/referrals/<uuid:referral_id>/children/<uuid:child_id>/particulars", methods=["GET", "POST"])
@may("referrals.change", audited=True)
def child(referral_id: UUID, child_id: UUID) -> Answer:
    """Record who a child is and what is known of them."""
    one, row = whole_child(referral_id, child_id)
    known = one.referral
    form: Versioned = ChildForm(data=row | {"address_non_disclosure": list(HIDE) * row["address_non_disclosure"]})
    form.remember(known.version, {})
    said = {"child_id": child_id, "version": form.seen(), "values": form.facts()}
    if form.carry_out(amending.record_child, viewer(), **said):
        return done("web.referrals.one", "changed", referral_id=referral_id)
    changes = form.changes(known.version, {})
    return form.page("files/child.html", referral=known, child=row, changes=changes)

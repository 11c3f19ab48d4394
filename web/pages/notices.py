"""Notices: what a person is told of, and where it leads."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for

from consortium.notices import inbox
from web.auth import may, viewer
from web.forms import Answer, done
from web.paging import page

pages = Blueprint("notices", __name__, url_prefix="/notices")
# What pages call the record that they are about.
NAMES: Mapping[str, str] = {
    "links": "link_id", "referrals": "referral_id", "households": "household_id", "match_runs": "run_id",
    "approaches": "approach_id", "agreements": "agreement_id",
}  # fmt: skip


@pages.get("/")
@may("notices.read")
def index() -> Answer:
    """One's own notices, the unread first."""
    unread = {"unread": True, "read": False}.get(request.args.get("state", ""))
    found = page(inbox.visible(viewer(), unread=unread))
    shown = list(inbox.shown(viewer(), found=found.items))
    terms = {"waiting": inbox.count_unread(viewer()), "address": address, "state": request.args.get("state", "")}
    return render_template("notices/index.html", found=found, shown=shown, **terms)


@pages.get("/<uuid:notice_id>")
@may("notices.read")
def one(notice_id: UUID) -> Answer:
    """One notice: mails lead here."""
    notice = inbox.get(viewer(), notice_id=notice_id)
    return render_template("notices/one.html", shown=next(inbox.shown(viewer(), found=[notice])), address=address)


@pages.post("/<uuid:notice_id>/read")
@may("notices.mark")
def mark(notice_id: UUID) -> Answer:
    """Mark one as read."""
    inbox.mark(viewer(), notice_id=notice_id)
    return done(".index", "read")


@pages.post("/read")
@may("notices.mark")
def mark_all() -> Answer:
    """Mark all as read."""
    inbox.mark_all(viewer())
    return done(".index", "all")


def address(shown: inbox.Shown) -> str:
    """The page that a notice leads to."""
    record: dict[str, Any] = {NAMES[shown.notice.entity]: shown.notice.entity_id}
    return url_for(f"web.{shown.page}", **record)

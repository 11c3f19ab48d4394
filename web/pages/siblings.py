"""Siblings: a decision that brothers and sisters are placed apart."""

from uuid import UUID

from flask import Blueprint

from consortium import disclosure, referrals
from consortium.referrals import apart
from web import searching
from web.auth import may, viewer
from web.forms import Answer, done
from web.forms.duplicates import ApartForm

pages = Blueprint("siblings", __name__)


@pages.route("/referrals/<uuid:referral_id>/apart", methods=["GET", "POST"])
@may(apart.ACT, audited=True)
def place_apart(referral_id: UUID) -> Answer:
    """Decide who of a sibling group searches apart from the others, and why."""
    referral = referrals.get(viewer(), referral_id=referral_id, act=apart.ACT)
    rows, form = disclosure.view_referral(viewer(), referral)["children"], ApartForm()
    form.child_ids.offer({str(row["id"]): f"{row['child_ref']}: {searching.told_child(row)}" for row in rows})
    shown = {"Children": str(len(rows))}
    form.remember(referral.version, shown)
    said = {"referral_id": referral_id, "version": form.seen()}
    if other := form.carry_out(apart.place_apart, viewer(), **said, **form.facts()):
        return done("web.referrals.one", "apart", referral_id=other.id)
    return form.page("siblings/apart.html", referral=referral, changes=form.changes(referral.version, shown))

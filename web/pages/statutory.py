"""Statutory content: what Schedule 1 asks of a child, with what is missing shown and not demanded."""

from uuid import UUID

from flask import Blueprint

from consortium import amending
from consortium.referrals import statutory
from web.auth import may, viewer
from web.forms import Answer, Versioned, done
from web.forms.statutory import ASKED, StatutoryForm
from web.pages.referrals import whole_child

pages = Blueprint("statutory", __name__)


@pages.route("/referrals/<uuid:referral_id>/children/<uuid:child_id>/schedule", methods=["GET", "POST"])
@may("referrals.change", audited=True)
def child(referral_id: UUID, child_id: UUID) -> Answer:
    """Record what the schedule asks of one child."""
    one, row = whole_child(referral_id, child_id)
    form: Versioned = StatutoryForm(data=row)
    form.remember(one.referral.version, {})
    if form.carry_out(amending.record_child, viewer(), child_id=child_id, version=form.seen(), values=form.facts()):
        return done(".child", "saved", referral_id=referral_id, child_id=child_id)
    told = {"missing": statutory.missing(row), "of": len(statutory.ITEMS), "source": statutory.SOURCE, "asked": ASKED}
    changes = form.changes(one.referral.version, {})
    return form.page("statutory/child.html", referral=one.referral, child=row, changes=changes, **told)

"""Screening: a submitted referral against the criteria, and the criteria themselves."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template

from consortium import disclosure, referrals
from consortium.referrals import criteria, screenings
from web import searching
from web.auth import can, may, viewer
from web.forms import Answer, Form, done
from web.forms.screening import CriteriaForm, screening_form

pages = Blueprint("screening", __name__)


@pages.route("/referrals/<uuid:referral_id>/screening", methods=["GET", "POST"])
@may(screenings.ACT, audited=True)
def screen(referral_id: UUID) -> Answer:
    """Answer the criteria for one referral, and say what follows."""
    referral = referrals.get(viewer(), referral_id=referral_id, act=screenings.ACT)
    asked = screenings.asked(viewer(), referral=referral)
    row, form = disclosure.view_referral(viewer(), referral), screening_form(asked.criteria)
    form.remember(referral.version, _shown(referral))
    if form.carry_out(screenings.screen, viewer(), referral_id=referral_id, version=form.seen(), **form.facts()):
        return done("web.referrals.one", "screened", referral_id=referral_id)
    told: dict[str, Any] = {"asked": asked, "ages": _ages(asked, referral), "changes": _changes(form, referral)}
    sought = searching.one_sought(referral, row)
    return form.page("screening/screen.html", referral=referral, row=row, sought=sought, **told)


@pages.get("/screening-criteria/")
@may("criteria.read")
def index() -> Answer:
    """The criteria in force of each consortium."""
    found = criteria.in_force(viewer())
    return render_template("screening/criteria.html", found=found, may_set=can("criteria.change"))


@pages.route("/screening-criteria/set", methods=["GET", "POST"])
@may("criteria.change")
def set_() -> Answer:
    """Set the criteria of a consortium, beginning with those in force."""
    found = criteria.in_force(viewer())
    form: Form = CriteriaForm(data=_typed(found))
    form["consortium_code"].offer({one.consortium.code: one.consortium.name for one in found})
    if form.carry_out(criteria.set_, viewer(), **form.facts()):
        return done(".index", "set")
    return form.page("screening/set.html")


def _shown(referral: referrals.Referral) -> dict[str, str]:
    return {"State": searching.TAGS[referral.status][1]}


def _changes(form: Any, referral: referrals.Referral) -> Any:
    return form.changes(referral.version, _shown(referral))


def _ages(asked: criteria.InForce, referral: referrals.Referral) -> dict[str, str]:
    """What the children's ages answer, by the criterion's code."""
    of_age = (one for one in asked.criteria if one.under_months is not None)
    return {one.code: screenings.age_answer(one, children=referral.current_children).value for one in of_age}


def _typed(found: list[criteria.InForce]) -> dict[str, Any]:
    """The first consortium's criteria as the form shows them."""
    first = found[0].criteria if found else ()
    months = next((one.under_months for one in first if one.under_months is not None), None)
    lines = [one.sentence for one in first if one.under_months is None]
    return {"under_months": months, "sentences": "\n".join(lines)}

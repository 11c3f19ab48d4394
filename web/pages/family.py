"""Family and Social Work Agreements: what the authority and the parents agree, and what the parents have taken on."""

from uuid import UUID

from flask import Blueprint, render_template

from consortium.planning import family
from consortium.planning.shown import family_of
from web.auth import may, viewer
from web.forms import Answer, Versioned, done
from web.forms.plans import FamilyEndForm, FamilyForm, TaskDoneForm, TaskForm
from web.planned import Row, head, row_of

pages = Blueprint("family", __name__, url_prefix="/referrals/<uuid:referral_id>/family-agreement")
ONE = "/<uuid:family_agreement_id>"


@pages.get("/")
@may("plans.read", audited=True)
def index(referral_id: UUID) -> Answer:
    """The agreements with the family, the latest first."""
    return render_template("family/index.html", found=family_of(viewer(), referral_id=referral_id))


@pages.route("/make", methods=["GET", "POST"])
@may("plans.change")
def make(referral_id: UUID) -> Answer:
    """Record what the authority and the parents agree."""
    form: Versioned = FamilyForm()
    if form.carry_out(family.make, viewer(), referral_id=referral_id, **form.facts()):
        return done(".index", "made", referral_id=referral_id)
    return form.page("family/agreement.html", found=head(referral_id), changes=[])


@pages.route(f"{ONE}/change", methods=["GET", "POST"])
@may("plans.change", audited=True)
def change(referral_id: UUID, family_agreement_id: UUID) -> Answer:
    """Record that an agreement in force has ended."""
    found, row = _shown(referral_id, family_agreement_id)
    form = FamilyEndForm(data=row)
    form.remember(row["version"], {})
    known = {"family_agreement_id": family_agreement_id, "version": form.seen()}
    if form.carry_out(family.change, viewer(), **known, values=form.facts()):
        return done(".index", "changed", referral_id=referral_id)
    return form.page("family/agreement.html", found=found, changes=form.changes(row["version"], {}))


@pages.route(f"{ONE}/tasks/add", methods=["GET", "POST"])
@may("plans.change", audited=True)
def add_task(referral_id: UUID, family_agreement_id: UUID) -> Answer:
    """Record what a parent takes on."""
    found, _ = _shown(referral_id, family_agreement_id)
    form = TaskForm()
    if form.carry_out(family.add_task, viewer(), family_agreement_id=family_agreement_id, **form.facts()):
        return done(".index", "task", referral_id=referral_id)
    return form.page("family/task.html", found=found, changes=[])


@pages.route(f"{ONE}/tasks/<uuid:family_task_id>", methods=["GET", "POST"])
@may("plans.change", audited=True)
def change_task(referral_id: UUID, family_agreement_id: UUID, family_task_id: UUID) -> Answer:
    """Record the day on which what a parent has taken on was done."""
    found, agreement = _shown(referral_id, family_agreement_id)
    row = row_of(agreement["tasks"], family_task_id)
    form = TaskDoneForm(data=row)
    form.remember(row["version"], {})
    known = {"family_task_id": family_task_id, "version": form.seen()}
    if form.carry_out(family.change_task, viewer(), **known, values=form.facts()):
        return done(".index", "task", referral_id=referral_id)
    return form.page("family/task.html", found=found, changes=form.changes(row["version"], {}), task=row)


def _shown(referral_id: UUID, family_agreement_id: UUID) -> tuple[Row, Row]:
    """The case, and the one agreement of it."""
    found = family_of(viewer(), referral_id=referral_id, act="plans.change")
    return found, row_of(found.get("family", ()), family_agreement_id)

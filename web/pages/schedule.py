"""What was done of itself: each job, when it last ran, late or not, and what failed; by codes alone."""

from flask import Blueprint, render_template

from consortium.notices import outbox
from consortium.schedule import jobs, ledger
from web.auth import may, viewer
from web.forms import Answer
from web.paging import everything, page

pages = Blueprint("schedule", __name__, url_prefix="/schedule")


@pages.get("/")
@may("schedule.read")
def index() -> Answer:
    """Every job and its last run, what failed lately, and the state of the mail."""
    failed = everything(ledger.failures(viewer()).limit(10))
    known = {"jobs": jobs.known(), "last": ledger.last_runs(viewer()), "failed": failed}
    mail = outbox.counts() if outbox.postbox() else None
    return render_template("schedule/index.html", found=page(ledger.runs(viewer())), mail=mail, **known)

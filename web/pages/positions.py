"""Positions: where each authority stands against its minimum, worst first, each opened to what it counts."""

from datetime import date
from uuid import UUID

from flask import Blueprint, render_template, request

from consortium.floor import clock
from contracts import commitments, positions
from contracts.ledger import reading
from web import ledger, lines, standing
from web.auth import may, viewer
from web.forms import Answer
from web.paging import everything
from web.pictures.pips import pips

pages = Blueprint("positions", __name__, url_prefix="/positions")


@pages.get("/")
@may("positions.read")
def index() -> Answer:
    """Each authority against its minimum, by period."""
    found = lines.paired(everything(commitments.visible(viewer())), positions.of(viewer(), as_of=day()), as_of=day())
    shown = {"periods": lines.periods(found), "meanings": standing.WORDS, "pips": pips}
    return render_template("positions/index.html", as_of=day(), **shown)


@pages.get("/<uuid:commitment_id>")
@may("positions.read")
def one(commitment_id: UUID) -> Answer:
    """One commitment's position, with its burn-up and its ledger."""
    commitment = commitments.get(viewer(), commitment_id=commitment_id)
    line = of(commitment, as_of=day())
    taken = positions.counted(viewer(), commitment_id=commitment_id, as_of=day())
    entries = reading.rows(viewer(), found=everything(reading.visible(viewer(), commitment_id=commitment_id)))
    shown = {"drawing": line.drawn(taken), "entries": ledger.told(entries, starts=commitment.period_start, as_of=day())}
    return render_template("positions/one.html", stood=line, as_of=day(), **shown)


def of(commitment: commitments.Commitment, *, as_of: date) -> lines.Line:
    """The line of one commitment."""
    found = positions.of(viewer(), as_of=as_of, authority_id=commitment.authority_id)
    return lines.paired([commitment], found, as_of=as_of)[0]


def day() -> date:
    """The day that the address asks for, or today."""
    return request.args.get("as_of", type=date.fromisoformat) or clock.today()

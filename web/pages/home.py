"""The first page: what needs doing today; and what this console is able to do for whom."""

from flask import Blueprint, render_template

from web import board
from web.auth import ANYBODY, SIGNED_IN, may
from web.forms import Answer

pages = Blueprint("home", __name__)


@pages.get("/")
@may(SIGNED_IN)
def today() -> Answer:
    """What needs doing, then what one works with."""
    return render_template("home/today.html", **board.today())


@pages.get("/accessibility")
@may(ANYBODY)
def accessibility() -> Answer:
    """What was checked, and what is known to fall short."""
    return render_template("home/accessibility.html")

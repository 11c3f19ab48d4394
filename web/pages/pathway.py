"""The living permanence flow chart: where the children stand, for how long, and where they wait too long."""

from flask import Blueprint, render_template, request

from consortium.pictures import pathway
from web import onpath
from web.auth import may, viewer
from web.forms import Answer

pages = Blueprint("pathway", __name__, url_prefix="/pathway")


@pages.get("/")
@may("pathway.read")
def index() -> Answer:
    """The pathway of all authorities that one sees, or of the one that the address names."""
    found = pathway.read(viewer(), authority_code=request.args.get("authority"))
    return render_template("pathway/index.html", found=found, told=onpath, drawing=onpath.drawing(found))

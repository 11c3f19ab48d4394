"""Who may do what, and who may read which field from which stage on: the tables that the checks themselves use."""

from flask import Blueprint, render_template

from consortium.disclosure import CHILD, HOUSEHOLD
from consortium.rights import permissions
from consortium.rights.capabilities import CAPABILITIES
from consortium.rights.readers import PURCHASE, Reader
from web.auth import may, viewer
from web.forms import Answer

pages = Blueprint("permissions", __name__, url_prefix="/permissions")


@pages.get("/")
@may("members.read")
def index() -> Answer:
    """Every act with the roles that may do it, one's own marked; stages and readers of every field."""
    held = {role for roles in viewer().roles.values() for role in roles}
    acts = [(one.sentence, permissions.granted(one)) for one in CAPABILITIES.values() if one.roles]
    tables = (("a household", HOUSEHOLD), ("a child", CHILD))
    shown = {"tables": tables, "purchase": PURCHASE, "readers": tuple(Reader)}
    return render_template("permissions/index.html", acts=acts, held=held, **shown)

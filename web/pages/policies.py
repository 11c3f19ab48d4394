"""Policies: what each consortium signed off about matching, the one in force and those before it."""

from flask import Blueprint, render_template

from consortium import consortia
from consortium.consortia import Consortium
from consortium.rights import sight
from matching.running import memory
from matching.terms import policies
from web.auth import may, viewer
from web.forms import Answer
from web.outcomes import SENTENCES
from web.paging import everything

pages = Blueprint("policies", __name__, url_prefix="/policies")


@pages.get("/")
@may("policies.read")
def index() -> Answer:
    """The policy in force of each consortium one coordinates, and the earlier ones."""
    signed = everything(policies.visible(viewer()))
    shown = {"governing": policies.in_force(viewer()), "default": policies.terms_of(None), "sentences": SENTENCES}
    return render_template("policies/index.html", signed=signed, consortia=over("policies.read"), **shown)


@pages.get("/decisions")
@may("suggestions.read")
def decisions() -> Answer:
    """Where people decided otherwise than runs suggested, month by month, beside the policy in force."""
    own = over("suggestions.read")
    found = {one.code: memory.months(viewer(), consortium_code=one.code) for one in own}
    return render_template("policies/decisions.html", consortia=own, found=found)


def over(capability: str) -> list[Consortium]:
    """The consortia towards the whole of which the person who looks may do this."""
    own = sight.consortia_of(viewer(), capability)
    return [one for one in everything(consortia.visible(viewer())) if one.id in own]

"""Amending: what people change of a household, a referral or a child, once they may read the whole of it.

Both doors call these verbs rather than those of the nouns, so that no door forgets the rule. A spreadsheet comes in by
the verbs of the nouns: its sender brings what their own records say.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from consortium import carers, disclosure, particulars, referrals
from consortium.access import Viewer
from consortium.floor.errors import NotAllowed
from consortium.particulars import FLAG
from consortium.rights import sight

P = ParamSpec("P")
R = TypeVar("R")
Verb = Callable[Concatenate[Viewer, P], R]
Said = Mapping[str, Any]
WITHHELD = "What tells where a child lives is withheld here: only the organisation whose record it is changes that."
FLAGGED = "Only the authority says whether an address may be disclosed."


def _expect_household(viewer: Viewer, said: Said) -> None:
    household = carers.get(viewer, household_id=said["household_id"], act="households.change")
    disclosure.expect_whole(viewer, "households", household)
    sent = disclosure.ADDRESS & _named(said)
    owns = sight.owns(viewer, "households.change", owner_id=household.agency_id)
    if sent and not owns and particulars.hidden_addresses([household.id]):
        raise NotAllowed(WITHHELD)


def _expect_referral(viewer: Viewer, said: Said) -> None:
    """Also that nobody else changes what is withheld from them, nor says that it no longer has to be."""
    referral = _referral(viewer, said)
    disclosure.expect_whole(viewer, "referrals", referral)
    if sight.owns(viewer, "referrals.change", owner_id=referral.authority_id):
        return
    told = particulars.of_children([child.id for child in referral.children])
    if disclosure.WHEREABOUTS & _named(said) and any(one[FLAG] for one in told.values()):
        raise NotAllowed(WITHHELD)
    values = said.get("values", {})
    if FLAG in values and bool(values[FLAG]) != told[said["child_id"]][FLAG]:
        raise NotAllowed(FLAGGED)


def _referral(viewer: Viewer, said: Said) -> referrals.Referral:
    if "child_id" in said:
        return referrals.get_child(viewer, child_id=said["child_id"], act="referrals.change").referral
    return referrals.get(viewer, referral_id=said["referral_id"], act="referrals.change")


def _named(said: Said) -> set[str]:
    """The fields that are to be changed, those of single children with them."""
    values = said.get("values", {})
    return {*values} | {name for child in values.get("children", ()) if isinstance(child, Mapping) for name in child}


def _once(expect: Callable[[Viewer, Said], None], verb: Verb[P, R]) -> Verb[P, R]:
    """The verb, refused to whoever does not meet what is expected of them."""

    @wraps(verb)
    def amend(viewer: Viewer, /, *args: P.args, **said: P.kwargs) -> R:
        expect(viewer, said)
        return verb(viewer, *args, **said)

    return amend


change_household = _once(_expect_household, carers.change)
record_household = _once(_expect_household, particulars.record_household)
change_referral = _once(_expect_referral, referrals.change)
change_child = _once(_expect_referral, referrals.change_child)
record_child = _once(_expect_referral, particulars.record_child)
record_birth = _once(_expect_referral, referrals.record_birth)
record_twins = _once(_expect_referral, referrals.record_twins)
record_loss = _once(_expect_referral, referrals.record_loss)

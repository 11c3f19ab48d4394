"""What B's coordinator does about matching: runs, what they suggest, decisions on pairs, the policy."""

from typing import Any

import sqlalchemy as sa

from consortium.carers import Household
from consortium.linking.links import Link, LinkStatus
from consortium.referrals import Referral
from matching.policy import DEFAULT, as_mapping
from matching.running.runs import MatchRun, RunConsortium, RunStatus
from matching.running.suggestions import Suggestion
from matching.terms.pins import Decision, Pin
from tests.interference.changes.cases import cases
from tests.interference.changes.homes import homes
from tests.interference.places import A
from tests.interference.records import WHY
from tests.interference.side import Act, Acts, Picked, Side, boxes, on


def pin(side: Side) -> Picked | None:
    """A decision on a pair of B's."""
    row = side.one(sa.select(Pin).where(Pin.authority_id == side.authority_id, ~Pin.lifted))
    return Picked({"pin_id": row.id}, version=row.version, row=row) if row else None


def pair(side: Side) -> Picked | None:
    """A child and a household of B's whose references nobody else here uses."""
    own = Referral.ref.contains(side.place.agency), Household.ref.contains(side.place.agency)
    case, home = side.one(cases(side, own[0])), side.one(homes(side, own[1]))
    return Picked(row=(case, home)) if case and home else None


def decided(side: Side, picked: Picked) -> dict[str, Any]:
    """What is decided on a pair."""
    case, home = picked.row
    pair = {"referral_ref": case.ref, "household_ref": home.ref}
    return pair | {"decision": Decision.FORBID.value, "reason": f"They are related in {side.number()} ways."}


def suggestion(side: Side) -> Picked | None:
    """What a run suggests for a child of B's; the agency of the household is told of the link."""
    of_ours = (
        sa.select(RunConsortium.run_id)
        .join(Suggestion, Suggestion.run_id == RunConsortium.run_id)
        .where(RunConsortium.consortium_id == side.ground.records[side.place].shared["consortium_id"])
    )
    free = sa.select(Suggestion).where(Suggestion.run_id.in_(of_ours), Suggestion.link_id.is_(None))
    own = Suggestion.referral_ref.contains(side.place.agency) | Suggestion.referral_ref.startswith(side.place.authority)
    taken = sa.select(Referral.ref).join(Link, Link.referral_id == Referral.id).where(Link.status != LinkStatus.ENDED)
    row = side.one(free.where(own, Suggestion.referral_ref.not_in(taken)))
    if row is None:
        return None
    told = frozenset({A.agency}) if side.place.of == A.of else frozenset[str]()
    return Picked({"suggestion_id": row.id}, row=row, told=told)


def run(side: Side) -> Picked | None:
    """A run over B's consortium that is done."""
    own = sa.select(RunConsortium.run_id).where(
        RunConsortium.consortium_id == side.ground.records[side.place].shared["consortium_id"]
    )
    row = side.one(sa.select(MatchRun).where(MatchRun.id.in_(own), MatchRun.status == RunStatus.DONE))
    return Picked({"run_id": row.id}, row=row) if row else None


def suggested(side: Side) -> Picked | None:
    """The same, as a page of the run names it."""
    found = suggestion(side)
    if found is None:
        return None
    values = {"run_id": found.row.run_id, "referral_ref": found.row.referral_ref}
    return Picked(values, row=found.row, told=found.told)


def policy(side: Side, _: Picked) -> dict[str, Any]:
    """Another policy."""
    return {"consortium": side.place.of, "terms": as_mapping(DEFAULT) | {"version": f"2026 {side.number()}"}}


def again(side: Side, _: Picked) -> dict[str, Any]:
    """Another reason, typed."""
    return {"decision": "forbid", "reason": f"They are cousins, {side.number()} times removed."}


ACTS: Acts = {
    "match_runs.start": Act("coordinator", sends=lambda side, _: {"as_of": str(on(0))}),
    "suggestions.accept": Act("coordinator", suggestion, lambda side, _: {"reason": WHY}),
    "suggestions.set_aside": Act("coordinator", suggestion, lambda side, _: {"reason": "timing"}),
    "web.overruling.set_aside": Act("coordinator", suggested, lambda side, _: {"reason": "timing"}),
    "pins.decide": Act("coordinator", pair, decided),
    "pins.lift": Act("coordinator", pin),
    "policies.sign": Act("coordinator", sends=policy),
    "web.runs.start": Act("coordinator", sends=lambda side, _: boxes("as_of", 0)),
    "web.runs.propose": Act("coordinator", suggested, lambda side, _: {"reason": WHY}),
    "web.pins.decide": Act("coordinator", pair, decided),
    "web.pins.change": Act("coordinator", pin, again),
    "web.pins.lift": Act("coordinator", pin),
    "tasks.ask": Act("coordinator", run, lambda side, _: {"kind": "firmness", "points": side.number() % 1000}),
}

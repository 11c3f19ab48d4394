"""How matching forgets a record that is erased: in frozen runs, in suggestions, and in what was decided on pairs."""

import json
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from consortium.floor.db import db, flush
from consortium.linking.links import Link
from consortium.members import Membership
from consortium.retention import traces
from consortium.retention.erasure import ERASED
from consortium.retention.traces import Gone
from consortium.trail import reading
from matching.problem import canonical_json
from matching.running.overruling import Overruling
from matching.running.runs import MatchRun, RunConsortium
from matching.running.suggestions import Suggestion, Unmatched
from matching.tasks import records
from matching.terms.pins import Pin

Content = dict[str, Any]
CLOCKS_DIFFER = timedelta(days=1)


def forget(gone: Gone) -> None:
    """Takes a record out of every run that looked at it, and the words out of decisions on it."""
    for pin in db.session.scalars(
        sa.select(Pin).where(*(getattr(Pin, name) == key for name, key in gone.keys.items()))
    ):
        pin.reason, pin.lifted = ERASED, True
        reading.erase_reasons(entity_id=pin.id)
    _forget_words(gone)
    for run_id in db.session.scalars(runs_that_may_have_looked(gone)).all():
        _forget_in_run(db.session.get_one(MatchRun, run_id), gone)
    flush()


def runs_that_may_have_looked(gone: Gone) -> sa.Select[UUID]:
    """The runs over a consortium to which the owner ever belonged, since the record was made.

    The clocks of two servers may differ by some minutes, not by a day.
    """
    of_owner = sa.select(Membership.consortium_id).where(Membership.member_id == gone.owner_id)
    over = sa.select(RunConsortium.run_id).where(RunConsortium.consortium_id.in_(of_owner))
    return sa.select(MatchRun.id).where(MatchRun.id.in_(over), MatchRun.created_at >= gone.made_at - CLOCKS_DIFFER)


def _forget_in_run(run: MatchRun, gone: Gone) -> None:
    seen = run.inputs
    name = name_in(gone, seen=seen)
    if name is None:
        return
    records.forget([run.id])  # what was asked of the run may name the record, and cannot be asked again
    run.snapshot = canonical_json(_without(seen, name, gone))
    if run.document:
        run.document = (
            json.dumps(_without_pairs(run.result, name, gone), indent=2, ensure_ascii=False) + "\n"
        ).encode()
    if name in run.error:
        run.error = "What was said here named a record that has been erased."
    for table in (Suggestion, Unmatched):
        column = getattr(table, _column(gone), None)
        if column is not None:
            asked: Any = sa.select(table).where(table.run_id == run.id, column == name)
            for row in db.session.scalars(asked):
                _forget_overrulings(row)
                db.session.delete(row)


def _forget_words(gone: Gone) -> None:
    """Empties what was said of a record that was proposed instead of what a run suggests."""
    instead = [getattr(Link, name) == key for name, key in gone.keys.items()]
    for one in db.session.scalars(sa.select(Overruling).join(Link, Link.id == Overruling.link_id).where(*instead)):
        one.note = ERASED


def _forget_overrulings(row: Suggestion | Unmatched) -> None:
    """Leaves of a decision against a suggestion that it was taken, and its coded reason: those are counted."""
    for one in db.session.scalars(sa.select(Overruling).where(Overruling.suggestion_id == row.id)):
        one.suggestion_id, one.note = None, ERASED
    flush()


def name_in(gone: Gone, *, seen: Mapping[str, Any]) -> str | None:
    """What a run called the record: its reference, after its owner's code where several share one."""
    owner = "agency" if gone.entity == "households" else "authority"
    called = {gone.ref, f"{gone.owner_code}/{gone.ref}"}
    return next(
        (one["ref"] for one in seen[gone.entity] if one["ref"] in called and one[owner] == gone.owner_code), None
    )


def _without(seen: Content, name: str, gone: Gone) -> Content:
    """What a run looked at, without the record: itself, pairs and pins with it, and where it lay."""
    left = seen | {gone.entity: [one for one in seen[gone.entity] if one["ref"] != name]}
    left["pins"] = [pin for pin in seen["pins"] if pin[_column(gone)] != name]
    side = 1 if gone.entity == "households" else 0
    left["previous"] = [pair for pair in seen["previous"] if pair[side] != name]
    if gone.entity == "households":
        left["referrals"] = [_unconflicted(one, name) for one in seen["referrals"]]
    used = {one["postcode"] for one in left["households"]} | set(_contact_places(left["referrals"]))
    left["places"] = {code: place for code, place in seen["places"].items() if code in used}
    return left


def _without_pairs(found: Content, name: str, gone: Gone) -> Content:
    """What a run found, without the record's own lines; the totals stay what they were."""
    lists = {key: [one for one in found[key] if one.get(_column(gone)) != name] for key in ("suggestions", "unmatched")}
    return found | lists


def _unconflicted(referral: Content, name: str) -> Content:
    children = [
        child | {"conflicts": [other for other in child["conflicts"] if other != name]}
        for child in referral["children"]
    ]
    return referral | {"children": children}


def _contact_places(referrals: Iterable[Content]) -> Iterable[str]:
    return (child["contact_postcode"] for one in referrals for child in one["children"] if child["contact_postcode"])


def _column(gone: Gone) -> str:
    return "household_ref" if gone.entity == "households" else "referral_ref"


traces.offer("matching", forget)

"""Judging: every line of a pair of members against the records as they are; what does not agree is opened or closed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from consortium import access
from consortium.floor import clock
from consortium.floor.db import db, flush
from consortium.floor.guard import whole
from contracts.invoicing import facts, netting, owing, queues
from contracts.invoicing.exceptions import Closed, LineException
from contracts.invoicing.facts import Bought, Facts, Pair
from contracts.reconciling import three_way
from contracts.reconciling.codes import Code
from contracts.reconciling.records import Answer, Line

PER_CENT = 100
_SHARED = (
    *("code", "codes", "placement_ref", "expected_pence", "credited_pence"),
    *("stake_pence", "confidence_pct", "because"),
)
"""What both sides of an invoice may know; a change of it raises the version, and ends a decision."""


@dataclass(frozen=True)
class Judged:
    """What the records say of each line that does not agree, and by what the others agree."""

    exceptions: Mapping[UUID, dict[str, Any]]
    settled: Mapping[UUID, Closed]


@whole("the lines of a pair are judged by all that bears on them; what is found is told as far as each may know it")
def follow(pair: Pair) -> None:
    """Opens, changes and closes the exceptions of a pair by the records of today; the caller holds the authority."""
    found = facts.of(pair)
    if found is None:
        return
    judged = judge(found, reversed_ids=facts.reversed_ids(pair))
    known = {one.line_id: one for one in db.session.scalars(_open(pair)).unique()}
    for line_id, said in judged.exceptions.items():
        if line_id in known:
            _change(known[line_id], said)
        else:
            _arise(line_id, pair, said)
    for line_id, standing in known.items():
        if line_id not in judged.exceptions:
            _close(standing, by=judged.settled.get(line_id, Closed.PUT_RIGHT))
    flush()
    owing.follow(access.acting.get() or access.OPERATOR, pair=pair)


def judge(found: Facts, *, reversed_ids: Iterable[UUID]) -> Judged:
    """Holds the lines against the facts: once as both sides know them, and once more for who sees other placements."""
    gone = set(reversed_ids)
    settled = {line.id: Closed.REVERSED for line in found.lines if line.invoice_id in gone}
    lines = facts.as_lines(line for line in found.lines if line.id not in settled)
    answers = _answers(lines, found, bought=found.bought)
    netted = netting.pairs(lines, repeated=[key for key, one in answers.items() if Code.DUPLICATE in one.exceptions])
    if netted:
        settled |= dict.fromkeys((*netted, *netted.values()), Closed.CREDITED)
        lines = {key: line for key, line in lines.items() if key not in settled}
        answers = _answers(lines, found, bought=found.bought)
    settled |= {key: Closed.CREDITED for key, one in answers.items() if one.is_settled}
    wrong = {key: _told(one) for key, one in answers.items() if one.exceptions and key not in settled}
    named = {key: line for key, line in lines.items() if line.placement_ref in found.elsewhere}
    seen = _answers(named, found, bought=[one.terms for one in found.elsewhere.values()])
    for key in named.keys() & wrong.keys():
        wrong[key] |= _seen(seen[key], found.elsewhere[str(named[key].placement_ref)])
    return Judged(wrong, settled)


def _answers(lines: Mapping[UUID, Line], found: Facts, *, bought: Iterable[Any]) -> dict[UUID, Answer]:
    """An answer for each line, by its key: each is told by the very line that was asked."""
    keys = {id(line): key for key, line in lines.items()}
    told = three_way.reconcile(lines.values(), bought, found.prices, found.receipts, as_of=clock.today())
    return {keys[id(answer.line)]: answer for answer in told.answers}


def _told(answer: Answer) -> dict[str, Any]:
    hinted = answer.placement_ref if answer.placement_ref != answer.line.placement_ref else None
    return {
        "code": queues.leading(answer.exceptions),
        "codes": [code.value for code in answer.exceptions],
        "placement_ref": hinted,
        "expected_pence": answer.expected_pence,
        "credited_pence": answer.credited_pence,
        "stake_pence": _stake(answer),
        "confidence_pct": int(answer.confidence * PER_CENT),
        "because": answer.because,
    }


def _seen(answer: Answer, about: Bought) -> dict[str, Any]:
    return {
        "about_authority_id": about.authority_id,
        "about_agency_id": about.agency_id,
        "seen_code": queues.leading(answer.exceptions),
        "seen_codes": [code.value for code in answer.exceptions],
        "seen_expected_pence": answer.expected_pence,
        "seen_stake_pence": _stake(answer),
        "seen_because": answer.because,
    }


def _stake(answer: Answer) -> int:
    """What is billed less what is owed and was given back; the whole where the sum is right and something else not."""
    line = answer.line
    too_much = abs(line.net_pence - answer.credited_pence - (answer.expected_pence or 0))
    tax = abs(line.vat_pence or 0) if Code.VAT_ON_EXEMPT in answer.exceptions else 0
    return too_much + tax or abs(line.net_pence)


_NOT_SEEN = dict.fromkeys(
    (
        *("about_authority_id", "about_agency_id", "seen_code", "seen_codes"),
        *("seen_expected_pence", "seen_stake_pence", "seen_because"),
    )
)


def _arise(line_id: UUID, pair: Pair, said: Mapping[str, Any]) -> None:
    agency_id, authority_id = pair
    sides = {"line_id": line_id, "agency_id": agency_id, "authority_id": authority_id}
    db.session.add(LineException(**sides, opened_on=clock.today(), version=1, **_NOT_SEEN | dict(said)))


def _change(standing: LineException, said: Mapping[str, Any]) -> None:
    """A decision holds for what was decided on: where that is otherwise now, somebody decides again."""
    after = _NOT_SEEN | dict(said)
    if any(getattr(standing, name) != after[name] for name in _SHARED):
        standing.version += 1
        standing.outcome = standing.pays_pence = None
    for name, value in after.items():
        if getattr(standing, name) != value:
            setattr(standing, name, value)


def _close(standing: LineException, *, by: Closed) -> None:
    standing.closed_on, standing.closed_by = clock.today(), by
    standing.version += 1


def _open(pair: Pair) -> sa.Select[LineException]:
    chosen = (LineException.agency_id == pair[0], LineException.authority_id == pair[1])
    return sa.select(LineException).where(*chosen, LineException.closed_on.is_(None))

"""A Gantt chart of a case as it is drawn and told: rows with their notes, and the sentence that it proves."""

from collections.abc import Iterator
from datetime import date, timedelta

from consortium.course.steps import Due
from consortium.pictures.gantt import Bar, Gantt, PlanRows, Tranche
from consortium.planning.plans import PlanKind
from consortium.planning.words import PLANS
from web.onpath import Drawing
from web.pictures import gantt
from web.shown import count, day

COLOURS = {PlanKind.REUNIFICATION: "l", PlanKind.ADOPTION: "a"}
TICKS = {"done": "ok", "done_late": "w", "overdue": "b", "open": "p"}
STATES = {
    "done": ("good", "Done", "good"),
    "done_late": ("warn", "Done late", "warn"),
    "open": ("", "Open", "clock"),
    "overdue": ("bad", "Overdue", "bad"),
    "lapsed": ("", "Lapsed", "cross"),
}
CLOCK = {
    "lac_review": "review",
    "child_visit": "visit",
    "authority_officer_visit": "officer’s visit",
    "decision": "decision",
    "decision_notice": "notice",
    "cso_review": "order’s review",
    "carers_review": "carers’ review",
    "arrangement_review": "arrangement",
    "permanence_recommendation": "permanence",
    "decision_after_recommendation": "decision",
    "application_after_decision": "application",
    "panel_after_rehabilitation": "panel",
}


def finding(found: Gantt) -> str:
    """How both plans stand, in a sentence."""
    out = [plan for plan in found.plans if plan.status == "ruled_out"]
    if out:
        when = f" on {day(out[0].ruled_out_on)}" if out[0].ruled_out_on else ""
        stands = f"{PLANS[out[0].kind]} was ruled out{when}; the other plan is live."
    else:
        stands = "Both plans are live: neither is ruled out."
    law = sum(one.step.state == "overdue" and one.step.basis == "law" for one in found.clock)
    by_law = f" {count(law, 'step is', 'steps are')} overdue by law." if law else ""
    return stands + _past(found.overdue) + by_law


def _past(late: list[str]) -> str:
    if not late:
        return ""
    first = late[0][:1].lower() + late[0][1:]
    return f" Past its day: {first}" + (f" and {count(len(late) - 1, 'other step')}." if len(late) > 1 else ".")


def drawing(found: Gantt) -> Drawing | None:
    """The chart in both its forms; None while no day stands on it."""
    if not found.days:
        return None
    starts, ends = _range(found)
    groups = [_group(plan, found.as_of) for plan in found.plans]
    ticks = [_tick(one) for one in found.clock if starts <= _on(one) < ends]
    chart = gantt.Chart("gantt", starts, ends, found.as_of, groups, ticks)
    said = {"title": f"Both plans of {found.found['referral_ref']}", "finding": finding(found)}
    return Drawing(gantt.draw(chart, frame=gantt.WIDE, **said), gantt.draw(chart, frame=gantt.NARROW, **said))


def _range(found: Gantt) -> tuple[date, date]:
    """From the first of a month to the first of another: all days of both plans, and today."""
    of_plans = [each for plan in found.plans for bar in plan.rows for each in bar.days] or found.days
    first = min(*of_plans, found.as_of)
    last = max(*of_plans, found.as_of) + timedelta(days=21)
    return first.replace(day=1), (last.replace(day=28) + timedelta(days=4)).replace(day=1)


def _group(plan: PlanRows, as_of: date) -> gantt.Group:
    note = f"ruled out {_short(plan.ruled_out_on)}" if plan.ruled_out_on else "" if plan.rows else "no step is set yet"
    rows = [*(_row(bar, as_of) for bar in plan.bars), *(row for one in plan.tranches for row in _tranche(one, as_of))]
    return gantt.Group(PLANS[plan.kind], note, COLOURS[plan.kind], rows)


def _tranche(tranche: Tranche, as_of: date) -> Iterator[gantt.Row]:
    """The tranche as a bar over the days on which its steps are due, then each of them."""
    if len(tranche.steps) > 1:
        first, last = tranche.span
        done = [one.done_on for one in tranche.steps if one.done_on]
        whole = tranche.done == len(tranche.steps)
        actual = (min(done), max(done) if whole else as_of) if done and min(done) <= as_of else None
        lapsed = all(one.lapsed_on and not one.done_on for one in tranche.steps)
        note = f"{tranche.done} of {len(tranche.steps)} done"
        yield gantt.Row(tranche.title, note, note, last, (first, last), actual, lapsed=lapsed, head=True)
    else:
        yield gantt.Row(tranche.title, "", "", None, head=True)
    for one in tranche.steps:
        yield _row(one, as_of)


def _row(bar: Bar, as_of: date) -> gantt.Row:
    state = bar.state(as_of=as_of)
    planned = (bar.from_on, bar.due_on) if bar.from_on else None
    ended = bar.done_on or bar.lapsed_on or as_of
    actual = (bar.begun_on, max(ended, bar.begun_on)) if bar.begun_on else None
    look = {"done_late": "tw", "overdue": "tb"}.get(state, "s")
    lapsed = state == "lapsed"
    note = _note(bar, state, as_of)
    short = note.partition(", ")[2] or note
    return gantt.Row(bar.title, note, short, bar.due_on, planned, actual, bar.done_on, lapsed, look)


def _note(bar: Bar, state: str, as_of: date) -> str:
    if state == "lapsed":
        return f"lapsed {_short(bar.lapsed_on)}"
    if bar.done_on and bar.done_on > bar.due_on:
        return f"done {_short(bar.done_on)}, {count((bar.done_on - bar.due_on).days, 'day')} late"
    if bar.done_on:
        return f"done {_short(bar.done_on)}"
    if state == "overdue":
        return f"due {_short(bar.due_on)}, {count((as_of - bar.due_on).days, 'day')} over"
    return f"due {_short(bar.due_on)}"


def _tick(one: Due) -> gantt.Tick:
    return gantt.Tick(
        _on(one),
        CLOCK.get(one.step.step, one.step.step.replace("_", " ")),
        one.step.basis == "law",
        TICKS[one.step.state],
    )


def _on(one: Due) -> date:
    """What is done stands where it was done."""
    return one.step.done_on or one.step.due_on


def _short(value: date | None) -> str:
    return f"{value.day} {value:%b}" if value else ""

"""What a run is asked that takes long, and what it answers, said in people's words."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from consortium.sheets.councils import COUNCILS
from matching.beyond.telling import SPOKEN
from matching.reasons.explanation import listed, parts_of
from matching.reasons.losses import Loss
from matching.tasks.kinds import TaskKind
from matching.tasks.questions import EVERY_WEIGHT, QUESTIONS
from matching.tasks.records import Task, TaskStatus
from web.pictures import ranges
from web.run_states import State
from web.shown import count
from web.words import need

TITLES: Mapping[TaskKind, str] = {
    TaskKind.MATCH: "The match run itself",
    TaskKind.ALTERNATIVES: "Other good plans",
    TaskKind.FIRMNESS: "Firm and open pairs",
    TaskKind.WEIGHTS: "How far each weight matters",
    TaskKind.RECRUITMENT: "Which household to recruit next",
    TaskKind.WIDER: "Two in a household, or siblings apart",
}
SENTENCES: Mapping[TaskKind, str] = {kind: question.sentence for kind, question in QUESTIONS.items()}
AIMS: Mapping[str, str] = {name: told[:1].upper() + told[1:] for name, told in SPOKEN.items()}
STATES: Mapping[TaskStatus, State] = {
    TaskStatus.QUEUED: State("Waiting", "", "clock", "It waits for its turn.", "Waiting for the tasks before it."),
    TaskStatus.RUNNING: State("At work", "", "clock", "It is being worked on.", "Beginning."),
    TaskStatus.DONE: State("Done", "good", "good", "It is done."),
    TaskStatus.STOPPED: State("Stopped", "warn", "warn", "It was ended early, and what it had found was kept."),
    TaskStatus.CANCELLED: State("Cancelled", "", "x", "It was cancelled, and nothing was kept."),
    TaskStatus.FAILED: State("Failed", "bad", "bad", "It ended without an answer."),
}


def asked(task: Task) -> str:
    """A question with its term."""
    if task.kind == TaskKind.ALTERNATIVES:
        return f"At most {count(task.terms['most'], 'plan')}"
    if task.kind == TaskKind.FIRMNESS:
        return f"Within {count(task.terms['points'], 'point')} of the best plan"
    if task.kind == TaskKind.WEIGHTS:
        return (
            "Every weight, one at a time" if task.terms["merit"] == EVERY_WEIGHT else task.terms["merit"].capitalize()
        )
    if task.kind == TaskKind.RECRUITMENT:
        return f"Over {count(task.terms['scenarios'], 'scenario')} of sampled demand"
    if task.kind == TaskKind.WIDER:
        return _allowed(task.terms)
    return ""


def _allowed(terms: Mapping[str, Any]) -> str:
    may = [f"two in {listed(terms['twice'])}"] if terms["twice"] else []
    may += [f"{ref} apart within {count(minutes, 'minute')}" for ref, minutes in terms["apart"].items()]
    said = listed(may)
    return said[:1].upper() + said[1:]


def best_of_each(found: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The best kind of each area, agencies and number of children, in their order."""
    best: dict[Any, Mapping[str, Any]] = {}
    for one in found:
        best.setdefault((one["area"], tuple(one["agencies"]), one["children"]), one)
    return list(best.values())


def _needs(accepted: Sequence[str], refused: Sequence[str] | None) -> str:
    """The shorter of what is accepted and what is not; outside the consortium, what is accepted alone."""
    if accepted and refused == []:
        return "every need that occurs"
    if refused and len(refused) < len(accepted):
        return f"every need but {listed([need(code) for code in refused])}"
    return listed([need(code) for code in accepted] or ["no need"])


def kind_of(found: Mapping[str, Any]) -> str:
    """A kind of household in one line; the area by its name."""
    children = "1 child" if found["children"] == 1 else f"up to {found['children']} children"
    needs = _needs(found["needs"], found.get("refused_needs"))
    ages = f"{found['min_age_months']} to {found['max_age_months']} months"
    return f"{COUNCILS.get(found['area'], found['area'])}: {children}, {ages}, accepting {needs}"


def lost(loss: Mapping[str, int] | None) -> str:
    """What a plan would lose, in words; without a loss, a pin holds the pair in every plan."""
    if loss is None:
        return "pinned by a coordinator"
    return listed(parts_of(Loss(**loss)) or ["lose no point"])


def stretch(found: Mapping[str, Any], pair: Mapping[str, Any]) -> str:
    """The range of a weight over which a pair stays, as far as it was looked at."""
    seen, low, high = found["looked_at"], pair["from"], pair["to"]
    if (low, high) == (seen["from"], seen["to"]):
        return "at every weight looked at"
    again = ", and again elsewhere" if pair["elsewhere"] else ""
    if low == seen["from"]:
        return f"up to {high}{again}"
    return (f"from {low}" if high == seen["to"] else f"from {low} to {high}") + again


def range_bar(found: Mapping[str, Any], pair: Mapping[str, Any]) -> Markup:
    """The same as a picture."""
    refs = f"{pair['referral_ref']} with {pair['household_ref']}"
    name = f"range-{found['merit']}-{pair['referral_ref']}"
    return ranges.bar(found, pair, name=name, title=refs, told=f"{found['merit']}: {stretch(found, pair)}")


def is_sensitive(found: Mapping[str, Any], pair: Mapping[str, Any]) -> bool:
    """Whether a pair leaves the plan somewhere on the range of a weight that was looked at."""
    return (pair["from"], pair["to"]) != (found["looked_at"]["from"], found["looked_at"]["to"])

"""What is asked of both plans of a case: milestones, decisions, assessments, contact plans, family agreements."""

from collections.abc import Mapping
from typing import Any

from wtforms import TextAreaField

from consortium.planning import milestones
from consortium.planning.assessments import MOST_WEEKS, WEEKS
from consortium.planning.contact import MOST_SESSIONS
from consortium.planning.plans import PlanKind
from consortium.planning.words import PLANS, RECOMMENDATIONS
from web.fields import ChoiceField, DayField, Needed, PickField, TextField, WholeField
from web.forms import Form, Versioned

BETWEEN = ": "
OWN_WORDS = "Where none of the list says it. Name nobody."


class NoteField(TextAreaField):  # type: ignore[misc]
    """Several lines, trimmed; an empty answer is an empty text."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0].strip() if valuelist else ""


class MilestoneForm(Versioned):
    """A step of one plan: of the list, or in the authority's own words."""

    step = PickField("Step", words={}, empty="Choose one, or name it below")
    tranche = TextField("Tranche of work, in our own words", description=OWN_WORDS)
    title = TextField("Step, in our own words")
    due_on = DayField("Due", [Needed("Enter the day by which it is due.")])
    done_on = DayField("Reached")
    note = NoteField("Note", description="Your authority alone reads it.")

    def offer(self, kind: PlanKind, shown: Mapping[str, Any]) -> None:
        """The steps that the plan usually takes, by tranche, and the one that stands there now."""
        known = ((tranche, title) for tranche, titles in milestones.shipped(kind).items() for title in titles)
        self.step.offer({BETWEEN.join(one): BETWEEN.join(one) for one in known})
        now = BETWEEN.join((str(shown.get("tranche")), str(shown.get("title"))))
        if not self.is_submitted() and now in {choice.value for choice in self.step.choices}:
            self.step.data, self.tranche.data, self.title.data = now, None, None

    def facts(self) -> dict[str, Any]:
        """The answers as the verbs take them: one step, whichever way it was named."""
        said = super().facts()
        if step := said.pop("step"):
            said["tranche"], _, said["title"] = step.partition(BETWEEN)
        return said


class DecisionForm(Form):
    """Why, and from which day, a plan is ruled out or that is taken back."""

    plan = ChoiceField("Plan", [Needed("Choose the plan.")], words=PLANS)
    on = DayField("Decided", [Needed("Enter the day of the decision.")])
    reason = NoteField("Reason", [Needed("Say why.")], description="Kept with the decision, which nobody changes.")


class AssessmentForm(Form):
    """A team begins to assess."""

    team = TextField("Team", [Needed("Enter the team that assesses.")])
    started_on = DayField("Begun", [Needed("Enter the day it began.")])
    weeks = WholeField("Weeks", [Needed("Enter the weeks.")], low=1, high=MOST_WEEKS, default=WEEKS)


class ExtensionForm(Versioned):
    """A longer time for an assessment."""

    on = DayField("Given", [Needed("Enter the day on which the longer time was given.")])
    due_on = DayField("Now due", [Needed("Enter the day by which it is due now.")])
    reason = NoteField("Reason", [Needed("Say why.")], description="Kept with the longer time.")


class AssessmentEndForm(Versioned):
    """What an assessment recommends at its end."""

    finished_on = DayField("Finished", [Needed("Enter the day it was finished.")])
    recommendation = ChoiceField(
        "It recommends",
        [Needed("Choose what it recommends.")],
        words=RECOMMENDATIONS,
        description="A recommendation decides nothing. Whoever records it does not decide about the plans.",
    )
    findings = NoteField("In words", [Needed("Say why, in words.")], description="Your authority alone reads it.")


class ContactForm(Versioned):
    """The next version of a contact plan."""

    purpose = NoteField(
        "Purpose",
        [Needed("Say what contact is for.")],
        description="What contact is for now: to work towards return home, or to keep knowing each other if not.",
    )
    sessions_per_week = WholeField("Sessions a week", [Needed("Enter the sessions a week.")], low=0, high=MOST_SESSIONS)
    from_on = DayField("From", [Needed("Enter the day from which it holds.")])
    review_on = DayField("Reviewed by", [Needed("Enter the day of the next review.")])
    venue = NoteField("Where")
    times = NoteField("When")
    supervision = NoteField("Supervision", description="Who is there, and how.")
    handover = NoteField("Handover", description="How the child comes and goes, and with whom.")


class FamilyForm(Versioned):
    """What the authority and the parents agree."""

    purpose = NoteField("Purpose", [Needed("Say what is to be found out.")])
    started_on = DayField("Begins", [Needed("Enter the day it begins.")])
    review_1 = DayField("First review")
    review_2 = DayField("Second review")
    review_3 = DayField("Third review")
    decide_by_on = DayField("Decide by", [Needed("Enter the day by which it is decided.")])

    def facts(self) -> dict[str, Any]:
        """The answers, the days of review as one list."""
        said = super().facts()
        days = [said.pop(f"review_{number}", None) for number in (1, 2, 3)]
        return said | {"review_days": [day for day in days if day]}

    def blame(self, fields: Mapping[str, Any]) -> None:
        """What is wrong with the days of review stands beside the first of them."""
        super().blame({{"review_days": "review_1"}.get(name, name): said for name, said in fields.items()})


class FamilyEndForm(Versioned):
    """That an agreement has ended; what was agreed stays as it was."""

    ended_on = DayField("Ended", [Needed("Enter the day on which it ended.")])


class TaskForm(Versioned):
    """What a parent takes on."""

    text = NoteField("Task", [Needed("Say what is to be done.")], description="Your authority alone reads it.")
    by_on = DayField("By", [Needed("Enter the day by which it is to be done.")])


class TaskDoneForm(Versioned):
    """That it was done, or was not after all."""

    done_on = DayField("Done")

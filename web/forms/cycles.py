"""What is asked of an improvement cycle: what is tried, plan, do, study and act, and its days."""

from consortium.course.cycles import LONGEST_TEXT, PdsaCycle
from web.fields import DayField, Needed, PickField, TextField
from web.forms import Versioned
from web.forms.plans import NoteField
from web.shown import day

NOBODY = f"Name nobody. At most {LONGEST_TEXT:,} characters."


class CycleForm(Versioned):
    """One cycle; whose it is, and towards which aim, is asked once."""

    aim = PickField("Towards which aim?", [Needed("Choose the aim.")], words={})
    consortium_code = PickField("Whose cycle is it?", words={})
    title = TextField("What is tried?", [Needed("Say what is tried.")], description="In a few words, beside the chart.")
    started_on = DayField("Began", [Needed("Enter the day on which it began.")])
    ended_on = DayField("Ended")
    plan = NoteField("Plan", description=f"What you expect, and how you will know. {NOBODY}")
    do = NoteField("Do", description="What was done, and what came in between.")
    study = NoteField("Study", description="What came of it, against what you expected.")
    act = NoteField("Act", description="What you keep, change or give up.")


def told(cycle: PdsaCycle) -> dict[str, str]:
    """How a cycle stands, in words: what somebody else may have changed meanwhile."""
    texts = {"What is tried": cycle.title, "Plan": cycle.plan, "Do": cycle.do, "Study": cycle.study, "Act": cycle.act}
    return texts | {"Began": day(cycle.started_on), "Ended": day(cycle.ended_on)}

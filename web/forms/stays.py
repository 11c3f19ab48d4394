"""What is asked when a placement breaks down, when a child comes back to it, and when it enters a legal phase."""

from collections.abc import Iterable

from wtforms import TextAreaField

from consortium.disruptions import DisruptionReason
from consortium.placements import Phase
from web.fields import ChoiceField, DayField, Needed, TextField
from web.forms import Versioned
from web.words import END_REASONS, PHASES

MAY_ENTER = {one.value: PHASES[one].capitalize() for one in (Phase.PROSPECTIVE_ADOPTIVE, Phase.FOSTERING)}
REASONS = {one.value: END_REASONS[one.value].capitalize() for one in DisruptionReason}


class ReturnForm(Versioned):
    """Since when the child lives with the same household again."""

    came_back_on = DayField("On which day did the child come back?", [Needed("Enter the day of the return.")])


class DisruptionForm(Versioned):
    """How a placement ended unplanned."""

    happened_on = DayField("On which day did the placement end?", [Needed("Enter the first day no longer placed.")])
    reason = ChoiceField("Why?", [Needed("Choose why it ended.")], words=REASONS)
    note = TextAreaField(
        "What happened", [Needed("Say what happened.")], description="Read by the authority’s side alone."
    )
    hold_until = DayField(
        "The household takes no child until",
        [Needed("Enter the first day on which the household is free again.")],
        description="The first day they are free again. Their agency may change it.",
    )


class PhaseForm(Versioned):
    """Which legal phase the placement entered, and when."""

    phase = ChoiceField(
        "Which phase did the placement enter?",
        [Needed("Choose the phase.")],
        words=MAY_ENTER,
        description="The day of an adoption order is recorded on the purchase.",
    )
    on = DayField("Since when?", [Needed("Enter the first day of the phase.")])

    def offer(self, following: Iterable[Phase]) -> None:
        """Only what may follow the phase that the placement is in."""
        self.phase.offer({phase: MAY_ENTER[phase] for phase in following})


class PhaseDayForm(Versioned):
    """Since when the placement truly is in its phase."""

    on = DayField("Since when is it in this phase?", [Needed("Enter the first day of the phase.")])


class PhaseMistakeForm(Versioned):
    """Why a phase is taken back."""

    reason = TextField("Reason", [Needed("Say why.")], description="Kept on the audit trail. Name nobody.")

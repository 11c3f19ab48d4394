"""What is asked when a referral is moved or screened, and when the criteria of a consortium are set."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import TextAreaField
from wtforms.validators import Length

from consortium.referrals.courses import LONGEST_NOTE
from consortium.referrals.criteria import OLDEST_MONTHS, Criterion
from consortium.referrals.screenings import Outcome
from web.fields import ChoiceField, Needed, PickField, WholeField
from web.forms import Form, Versioned
from web.words import CRITERION_ANSWERS, SCREENING_OUTCOMES, SCREENING_REASONS

READ_BY = "Kept with the referral. The authority and the coordinator read it; name nobody."
_SHORT = Length(max=LONGEST_NOTE, message=f"Use at most {LONGEST_NOTE:,} characters.")


class MoveForm(Versioned):
    """Why a referral moves on."""

    note = TextAreaField("Note", [_SHORT], description=READ_BY)

    def facts(self) -> dict[str, Any]:
        """The note; none is an empty one."""
        return {"note": (self.note.data or "").strip()}


class _ScreeningForm(Versioned):
    """What follows of the answers, which stand before it."""

    outcome = ChoiceField("What follows", [Needed("Choose what follows.")], words=SCREENING_OUTCOMES)
    reason = PickField("Reason", words=SCREENING_REASONS, description="Needed unless the referral is accepted.")
    note = TextAreaField("Note", [_SHORT], description=READ_BY)
    codes: Sequence[str] = ()

    def facts(self) -> dict[str, Any]:
        """The answers by the criteria's codes, and what follows."""
        answers = {code: self[f"answer-{code}"].data for code in self.codes}
        follows = {"outcome": Outcome(self.outcome.data) if self.outcome.data else None, "reason": self.reason.data}
        return {"answers": answers, **follows, "note": self.note.data or ""}


def screening_form(criteria: Sequence[Criterion]) -> _ScreeningForm:
    """The form that asks the criteria which people answer; nothing is chosen beforehand."""
    asked = [one for one in criteria if one.under_months is None]
    fields: Mapping[str, Any] = {
        f"answer-{one.code}": ChoiceField(one.sentence, [Needed("Choose an answer.")], words=CRITERION_ANSWERS)
        for one in asked
    }
    made: type[_ScreeningForm] = type("ScreeningForm", (_ScreeningForm,), dict(fields))
    form = made()
    form.codes = [one.code for one in asked]
    return form


class CriteriaForm(Form):
    """The criteria of one consortium, a sentence a line."""

    consortium_code = PickField("Consortium", [Needed("Choose the consortium.")], words={})
    under_months = WholeField(
        "Younger than, in months", high=OLDEST_MONTHS, description="Left empty, no age is asked about."
    )
    sentences = TextAreaField(
        "Criteria", [Needed("Write at least one criterion.")], description="One sentence a line; people answer each."
    )

    def facts(self) -> dict[str, Any]:
        """The criteria as the verb takes them; the age comes first."""
        months = self.under_months.data
        age = {
            "code": "age",
            "sentence": f"Every child is under {months} months old, or not born yet.",
            "under_months": months,
        }
        lines = [line.strip() for line in (self.sentences.data or "").splitlines() if line.strip()]
        criteria = [*([age] if months else []), *({"sentence": line} for line in lines)]
        return {"consortium_code": self.consortium_code.data, "criteria": criteria}

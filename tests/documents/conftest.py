"""A case with one of everything, on each database."""

import pytest

from consortium.planning import family
from tests.planning.planned import ADOPTION, Planned, on

OWN_TITLE, TASK = "Gran's visit from Stornoway", "Be at the clinic every week."


@pytest.fixture
def full(begun) -> Planned:
    """Steps, an assessment, a contact plan, an agreement with the family and a decision."""
    return begun(_full)


def _full() -> Planned:
    case = Planned()
    step = case.milestone(note="Ask Dr Baxter first.")
    case.milestone(ADOPTION, tranche="Permanence", title=OWN_TITLE)
    case.recommended()
    case.contact()
    agreement = case.agreed_with_family(review_days=[on(30)])
    family.add_task(case.authority, family_agreement_id=agreement.id, text=TASK, by_on=on(20))
    case.rule_out(reason="Her mother asked us to say so.", on=on(-1))
    assert step.lapsed_on
    return case

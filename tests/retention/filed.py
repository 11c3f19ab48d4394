"""A referral and a household with a word in every field that can hold one, and every trace that records leave."""

from datetime import date

import sqlalchemy as sa

from consortium import carers, notes, particulars, referrals
from consortium.access import OPERATOR, Role
from consortium.floor import clock
from consortium.floor.db import Base, db
from consortium.importing import imports
from consortium.linking import links
from consortium.linking.links import EndReason
from consortium.merging import duplicates
from consortium.planning import assessments, plans
from consortium.rights import files
from matching.running import runs, starting
from matching.terms import pins
from tests import factories
from tests.access.planning import planned

WORD = "quillon"  # what no row may hold once the record is erased
CHILD = dict.fromkeys(particulars.OF_CHILD, WORD)
CARERS = dict.fromkeys(("carer_names", "address", "telephone", "email"), WORD)
WHY = f"{WORD} has a reason."
BORN, CHILDS_POSTCODE, HOME = date(2019, 5, 17), "KW17 2LB", "ZE1 0AA"
COLUMNS = "child_ref,referral_ref,authority_code,date_of_birth,needs\n"
MANAGERS = {"referrals": Role.AUTHORITY_MANAGER, "households": Role.AGENCY_MANAGER}
OWNERS = {"referrals": factories.EDINBURGH, "households": "ROWAN"}


class Filed:
    """The two records, whose managers there are, and what was written about them by the way."""

    def __init__(self) -> None:
        factories.pool()
        words = {"ethnicity": WORD, "religion": WORD, "language": WORD, "needs": [WORD], "excluded_areas": ["KW17"]}
        child = factories.child(child_ref=f"C-{WORD}", date_of_birth=BORN, contact_postcode=CHILDS_POSTCODE, **words)
        self.referral = factories.referral(OPERATOR, child, referral_ref=f"R-{WORD}")
        (self.child,) = self.referral.children
        own = {"ethnicity": [WORD], "religion": [WORD], "languages": [WORD], "experience": [WORD], "yes_needs": [WORD]}
        self.household = factories.household(household_ref=f"H-{WORD}", postcode=HOME, max_age_months=216, **own)
        self.coordinator = factories.viewer(Role.COORDINATOR)
        particulars.record_child(OPERATOR, child_id=self.child.id, version=1, values=CHILD)
        said = {"hold_until": date(2026, 1, 1), "hold_reason": WORD}
        particulars.record_household(OPERATOR, household_id=self.household.id, version=1, values=CARERS)
        carers.change(OPERATOR, household_id=self.household.id, version=self.household.version, values=said)

    def id_of(self, entity: str):
        return (self.referral if entity == "referrals" else self.household).id

    def leave_traces(self) -> None:
        """Reasons, a pin, an opened file, rows that an import gave back, and another family that must stay whole."""
        self.link = link = links.propose(
            self.coordinator, referral_id=self.referral.id, household_id=self.household.id, reason=WHY
        )
        end = {"link_id": link.id, "version": link.version, "reason": EndReason.PLAN_CHANGED, "note": WHY}
        links.end(self.coordinator, **end)
        for entity in ("referrals", "households"):
            files.open_(self.coordinator, entity=entity, record_id=self.id_of(entity), reason=WHY)
        self.plan()
        worker = factories.viewer(Role.AUTHORITY_WORKER, at=factories.EDINBURGH)
        notes.write(worker, case=self.referral, text=WHY, paper=(WORD, WORD, WORD))
        second = factories.referral(referral_ref="R-LIKE")
        pair = {"first_id": self.referral.id, "second_id": second.id}
        duplicates.tell_apart(worker, entity="referrals", **pair, reason=WHY)
        factories.referral(OPERATOR, factories.child(child_ref="C-STAYS"), referral_ref="R-STAYS")
        factories.household(household_ref="H-STAYS")
        pair = {"referral_ref": f"R-{WORD}", "household_ref": f"H-{WORD}", "decision": "forbid"}
        pins.decide(OPERATOR, values=pair | {"reason": WHY})
        bad = f"C-{WORD},R-{WORD},{factories.EDINBURGH},nonsense,{WORD}\nC-9,R-9,{factories.EDINBURGH},nonsense,\n"
        self.kept = imports.take(OPERATOR, kind="children", content=(COLUMNS + bad).encode(), filename="children.csv")

    def plan(self) -> None:
        """A word in all that is planned and agreed for the child, of what may be deleted and of what only adds up."""
        worker, (manager, _) = factories.viewer(Role.AUTHORITY_WORKER, at=factories.EDINBURGH), managers("referrals")
        key, names = self.referral.id, ("own_step", "step_note", "team", "contact_purpose", "venue", "times")
        words = dict.fromkeys((*names, "supervision", "handover", "family_purpose", "task"), WHY)
        assessment = planned(worker, key, words)["assessment_id"]
        known = {"assessment_id": assessment.id, "version": assessment.version, "on": clock.today()}
        assessments.extend(worker, **known, due_on=date(2199, 1, 1), reason=WHY)
        plans.rule_out(manager, referral_id=key, plan=plans.PlanKind.ADOPTION, on=clock.today(), reason=WHY)

    def match(self) -> runs.MatchRun:
        """A run that looked at both; it begins and ends transactions of its own."""
        return starting.start(OPERATOR, as_of=date(2026, 11, 1))

    def close(self) -> None:
        """Takes both out of use."""
        referrals.withdraw(OPERATOR, referral_id=self.referral.id, version=self.referral.version, note=WHY)
        carers.withdraw(OPERATOR, household_id=self.household.id, version=self.household.version)


def managers(entity: str):
    """Two managers of the organisation that owns the record."""
    return [factories.viewer(MANAGERS[entity], at=OWNERS[entity]) for _ in range(2)]


def everything_kept() -> str:
    """All that all tables hold, as text."""
    told = []
    for table in Base.metadata.sorted_tables:
        for row in db.session.execute(sa.select(table)).mappings():
            told += [f"{table}.{name}: {_text(value)}" for name, value in row.items()]
    return "\n".join(told).casefold()


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def lines_with(words) -> list[str]:
    """Where any of the words is kept: each as its table, column and value."""
    sought = {word.casefold() for word in words}
    return [line for line in everything_kept().splitlines() if any(word in line for word in sought)]

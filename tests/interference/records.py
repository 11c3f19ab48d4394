"""What one authority and one agency keep, made through the verbs by their own people.

Their references are those that A uses: whatever reads a record by its reference alone meets the wrong one here.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from consortium import adopted, carers, members, notices, particulars, referrals
from consortium.access import OPERATOR, Role, Viewer
from consortium.accounts import deputies, invitations, people, recoveries, tokens
from consortium.course import cycles, recording, targets
from consortium.floor import clock
from consortium.floor.db import db, transaction
from consortium.importing import imports
from consortium.linking import approaches, links
from consortium.linking.links import Link, LinkStatus
from consortium.notices import inbox
from consortium.planning import plans
from consortium.planning.plans import PlanKind
from consortium.retention import disposals, holds
from consortium.retention.disposals import Ground
from contracts import agreements, moves, purchases, stays
from contracts.agreeing import amendments
from contracts.invoicing import exceptions, following
from contracts.years import closings, reliefs
from matching.policy import DEFAULT, as_mapping
from matching.running import starting, suggestions
from matching.scenarios import making
from matching.tasks import asking, working
from matching.tasks.kinds import TaskKind
from matching.terms import pins, policies
from tests import factories
from tests.access.planning import planned
from tests.access.world import Ids, World
from tests.interference.places import WEST, B, Place

WHY = "The ages and the needs agree."
GROUND = {"ground": Ground.PERSON_ASKED, "reason": "The family asked for it."}
WORDS = {
    **dict.fromkeys(("own_step", "step_note", "team", "contact_purpose", "venue", "times"), "Selkie and Skerry"),
    **dict.fromkeys(("supervision", "handover", "family_purpose", "task"), "Selkie and Skerry"),
}
SHEETS = {
    "purchases": "placement_ref,authority_code,agency,children,moved_in_on\nP-8,{authority},{agency},,2026-07-01\n",
    # A row that names no agency but a reference that is in use elsewhere, and a notice that speaks of a line.
    "households": "household_ref,agency,postcode,max_age_months,approved_children\n"
    "H-{elsewhere}-gone-1,,EH12 5AA,24,1\nH-40,{agency},EH12 5AA,24,4\n",
}


class Records:
    """The ids of what a place keeps, by the names that addresses give them, and who works there."""

    def __init__(self, world: World, place: Place) -> None:
        self.world, self.place = world, place
        self.pairs: list[Ids] = []
        self.shared: Ids = {}
        self.second: dict[str, Any] = {}

    def viewer(self, role: Role) -> Viewer:
        """Whoever does this here."""
        key = self.world.people[role, self.place.employer(role)]
        return people.viewer_of(people.get(OPERATOR, user_id=key))

    def household(self, **values: Any) -> carers.Household:
        """A household of the place's agency."""
        return factories.household(self.viewer(Role.AGENCY_WORKER), agency=self.place.agency, **values)

    def referral(self, *children: Mapping[str, Any], **values: Any) -> referrals.Referral:
        """A referral of the place's authority."""
        worker = self.viewer(Role.AUTHORITY_WORKER)
        return factories.referral(worker, *map(dict, children), authority_code=self.place.authority, **values)

    def make(self) -> None:
        """Everything, in the database under way."""
        for role, employer in (
            (Role.AUTHORITY_MANAGER, self.place.authority),
            (Role.AGENCY_MANAGER, self.place.agency),
        ):
            self.second[role] = factories.person(role, at=employer, of=self.place.of).id
        factories.open_caps(of=self.place.of)
        self.pairs = [self._pair(stage) for stage in range(4)]
        self._of_every_kind()
        self._on_their_way()
        self._bought()
        self._ended()
        self._kept_for_long()
        self._accounts()
        self._taken_in()
        self._matched()

    def _pair(self, stage: int) -> Ids:
        """A referral and a household that a link has brought to this stage; none at the first."""
        home, referral = self.household(household_ref=f"H-{stage}"), self.referral(referral_ref=f"R-{stage}")
        child, worker = referral.children[0], self.viewer(Role.AUTHORITY_WORKER)
        names = {"carer_names": "Sharrow", "address": "7 Skerry Wynd"}
        particulars.record_household(OPERATOR, household_id=home.id, version=1, values=names)
        particulars.record_child(OPERATOR, child_id=child.id, version=1, values={"given_names": "Skye"})
        found = {"household_id": home.id, "referral_id": referral.id, "child_id": child.id}
        found |= {name: one.id for name, one in planned(worker, referral.id, WORDS).items()}
        made = recording.record(worker, referral_id=referral.id, event="cpo_made", on=clock.today())
        found["event_id"] = made.id
        sides = {"referral_id": referral.id, "household_id": home.id}
        found["approach_id"] = approaches.ask(OPERATOR, **sides).id
        if stage:
            link = links.propose(OPERATOR, **sides, reason=WHY)
            for side in (worker, self.viewer(Role.AGENCY_WORKER)) if stage > 1 else ():
                links.agree(side, link_id=link.id, version=link.version)
            if stage > 2:
                factories.approved(link, by=self.viewer(Role.AUTHORITY_MANAGER))
            found["link_id"] = link.id
        return found

    def _on_their_way(self) -> None:
        """A link whose matching meeting was held, and one by which a child has moved in."""
        self._linked("meeting_held", LinkStatus.MEETING_HELD)
        self._placed("approved")

    def _linked(self, name: str, status: LinkStatus) -> Link:
        code = f"{self.place.agency}-{name}"
        home, referral = self.household(household_ref=f"H-{code}"), self.referral(referral_ref=f"R-{code}")
        link = links.propose(OPERATOR, referral_id=referral.id, household_id=home.id, reason=WHY)
        for side in (self.viewer(Role.AUTHORITY_WORKER), self.viewer(Role.AGENCY_WORKER)):
            links.agree(side, link_id=link.id, version=link.version)
        return factories.taken_to(link, status, by=self.viewer(Role.AUTHORITY_MANAGER))

    def _placed(self, name: str) -> tuple[Link, purchases.Purchase]:
        link = self._linked(name, LinkStatus.APPROVED)
        worker, known = self.viewer(Role.AUTHORITY_WORKER), {"link_id": link.id, "version": link.version}
        return link, moves.report(worker, **known, moved_in_on=clock.today())

    def _ended(self) -> None:
        """A placement that broke down, and one whose child went home and may still come back to it."""
        agreement = agreements.get(OPERATOR, agreement_id=self.shared["agreement_id"])
        later = {"effective_on": agreement.versions[-1].effective_on + timedelta(days=30), "terms": "As before."}
        amendments.amend(OPERATOR, agreement_id=agreement.id, version=1, **later, re_placement_window_days=28)
        worker, today = self.viewer(Role.AUTHORITY_WORKER), clock.today()
        (broken, _), (_, home) = self._placed("broken"), self._placed("home")
        said = {"happened_on": today, "reason": "carer_request", "note": WHY, "hold_until": today + timedelta(days=28)}
        stays.disrupt(worker, link_id=broken.id, version=broken.version, **said)
        ended = {"ended_on": today, "end_reason": "reunified_parent"}
        purchases.change(worker, purchase_id=home.id, version=home.version, values=ended)

    def _of_every_kind(self) -> None:
        """Records in every state in which something else may happen to them, under references of their own."""
        code = self.place.agency
        expected = {"date_of_birth": None, "expected_date_of_delivery": clock.today() + timedelta(days=9)}
        for number in range(2):
            self.referral(factories.child(**expected), referral_ref=f"R-{code}-{number}")
        self.referral(factories.child(child_ref="C-1"), factories.child(child_ref="C-2"), referral_ref=f"R-{code}-2")
        decided = {"referral_id": self.referral(referral_ref=f"R-{code}-3").id, "plan": PlanKind.ADOPTION}
        plans.rule_out(self.viewer(Role.AUTHORITY_MANAGER), **decided, on=clock.today(), reason=WHY)
        for number in range(3):
            together = (factories.child(child_ref="C-1"), factories.child(child_ref="C-2"))
            self.referral(*together, referral_ref=f"R-{code}-siblings-{number}")
        self.household(household_ref=f"H-{code}-0", hold_until=clock.today() + timedelta(days=30))
        self.household(household_ref=f"H-{code}-1", experience=["prematurity"])
        for number in range(4):
            waits = self.referral(referral_ref=f"R-{code}-draft-{number}", draft=True)
            if number % 2:
                referrals.submit(OPERATOR, referral_id=waits.id, version=1)
            gone = self.referral(referral_ref=f"R-{code}-gone-{number}")
            referrals.withdraw(OPERATOR, referral_id=gone.id, version=gone.version)
            left = self.household(household_ref=f"H-{code}-gone-{number}")
            carers.withdraw(OPERATOR, household_id=left.id, version=left.version)

    def _bought(self) -> None:
        sides = {"authority_code": self.place.authority}
        agreement = factories.agreement(ref=f"A-{self.place.agency}", of=self.place.of)
        commitment = factories.commitment(agreement_ref=agreement.ref, **sides)
        days = {"confirmed_on": date(2026, 6, 2)}
        purchase = factories.purchase(placement_ref="P-1", agency=self.place.agency, **days, **sides)
        values = {"units": 1, "reason": "Nobody was offered in time."}
        relief = reliefs.record(OPERATOR, commitment_id=commitment.id, values=values)
        price = factories.tariff(of=self.place.of, agency=self.place.agency, tariff_ref=f"Own {self.place.agency}")
        billed = {"supplier": self.place.agency, "invoice_number": "INV-1", **sides}
        line = factories.invoice_line(**billed)
        fee = {"charge": "placement_fee", "from_day": None, "to_day": None, "net_pence": price.amount_pence}
        factories.invoice_line(**billed, **fee, line=2)
        following.settle()
        seen = exceptions.visible(OPERATOR, authority_id=line.authority_id, agency_id=line.agency_id)
        (standing,) = db.session.scalars(seen).unique()
        self.shared |= {
            "invoice_id": line.invoice_id,
            "exception_id": standing.id,
            "agreement_id": agreement.id,
            "commitment_id": commitment.id,
            "purchase_id": purchase.id,
            "placement_id": purchase.placement_id,
            "tariff_id": price.id,
            "relief_id": relief.id,
            "transfer_id": uuid4(),  # none stands here: two authorities share one
        }
        self.shared["closing_id"] = self._over()
        aim = {"code": "permanence_recommendation", "weeks": 22, "source": "The committee"}
        manager = self.viewer(Role.AUTHORITY_MANAGER)
        self.shared["target_id"] = targets.set_(manager, effective_from=clock.today() - timedelta(days=900), **aim).id
        tried = {"aim": aim["code"], "title": f"Of {self.place.authority}", "started_on": clock.today()}
        self.shared["cycle_id"] = cycles.record(manager, **tried).id

    def _over(self) -> UUID:
        """Two periods that are over: one that nobody has proposed to close, and one that somebody has."""
        for name, year in (("over", 2025), ("proposed", 2024)):
            agreement = factories.agreement(ref=f"A-{self.place.agency}-{name}", of=self.place.of)
            days = {"period_start": date(year, 4, 1), "period_end": date(year + 1, 4, 1), "minimum_units": 0}
            factories.commitment(agreement_ref=agreement.ref, authority_code=self.place.authority, **days)
        proposer = factories.viewer(Role.COORDINATOR, at=self.place.hub, of=self.place.of)
        return closings.propose(proposer, agreement_id=agreement.id, period_end=days["period_end"]).id

    def _kept_for_long(self) -> None:
        """A hold, disposals, and three children who were adopted, of whom one bears a name of its own already."""
        authority, agency = self.viewer(Role.AUTHORITY_MANAGER), self.viewer(Role.AGENCY_MANAGER)
        code, today = self.place.agency, clock.today()
        for number in range(3):
            known = {"referral_ref": f"R-{code}-old-{number}", "household_ref": f"H-{code}-old-{number}"}
            home, referral = self.household(household_ref=known["household_ref"]), self.referral(**_ref(known))
            days = {"moved_in_on": today - timedelta(days=400), "ended_on": today, "adoption_order_on": today}
            sides = {"authority_code": self.place.authority, "agency": code, "children": 1}
            purchases.record(OPERATOR, values=known | days | sides, history=True)
        child = referral.children[0]
        person = adopted.separate(authority, child_id=child.id, given_names="Isla", family_name="Fenwick")
        held = holds.place(authority, entity="referrals", record_id=referral.id, reason="A court asked for it.")
        holds.place(agency, entity="households", record_id=home.id, reason="A court asked for it.")
        gone = referrals.by_ref(OPERATOR, authority_code=self.place.authority, ref=f"R-{code}-gone-0")
        left = carers.by_ref(OPERATOR, agency_code=code, ref=f"H-{code}-gone-0")
        disposal = disposals.propose(authority, entity="referrals", record_id=gone.id, **GROUND)
        disposals.propose(agency, entity="households", record_id=left.id, **GROUND)
        self.shared |= {"hold_id": held.id, "disposal_id": disposal.id, "adopted_id": person.id}

    def _accounts(self) -> None:
        worker = self.world.people[Role.AGENCY_WORKER, self.place.agency]
        asker = self.viewer(Role.ADMINISTRATOR)
        first = clock.today() + timedelta(days=1)
        days = {"from_on": first, "until_on": first + timedelta(days=2)}
        deputyship = deputies.name(asker, user_id=worker, deputy_id=self.second[Role.AGENCY_MANAGER], **days)
        recovery, _ = recoveries.ask(asker, user_id=worker, reason="Her telephone was stolen.")
        roles = [(next(iter(asker.roles)), Role.AGENCY_WORKER)]
        known = {"email": "new@example.org", "name": "Eilidh Munro", "member_code": self.place.agency}
        invitation, _ = invitations.invite(asker, **known, roles=roles)
        token, _ = tokens.issue(OPERATOR, user_id=worker, name="a colleague's")
        home = carers.get(OPERATOR, household_id=self.pairs[0]["household_id"])
        notices.tell(OPERATOR, code="household.handed_over", about=home, to=[notices.Person(worker)])
        told = db.session.scalars(inbox.visible(self.viewer(Role.AGENCY_WORKER))).first()
        assert told is not None
        self.shared["notice_id"] = told.id
        self.shared |= {"deputyship_id": deputyship.id, "recovery_id": recovery.id, "user_id": worker}
        self.shared |= {"invitation_id": invitation.id, "token_id": token.id, "consortium_id": roles[0][0]}

    def _taken_in(self) -> None:
        for kind, role in (("purchases", Role.AUTHORITY_WORKER), ("households", Role.COORDINATOR)):
            elsewhere = (B if self.place == WEST else WEST).agency
            text = SHEETS[kind].format(authority=self.place.authority, agency=self.place.agency, elsewhere=elsewhere)
            db.session.commit()
            taken = imports.take(self.viewer(role), kind=kind, content=text.encode(), filename=f"{kind}.csv")
            self.shared["import_id"] = taken.id

    def _matched(self) -> None:
        pair = {"referral_ref": f"R-{self.place.agency}-2", "household_ref": f"H-{self.place.agency}-1"}
        pin = pins.decide(OPERATOR, values=pair | {"decision": "forbid", "reason": "They are related."})
        caps = {"max_open_links_household": 5, "max_open_links_referral": 5}
        terms = as_mapping(DEFAULT) | caps | {"version": f"2026-11 {self.place.agency}"}
        signed = policies.sign(OPERATOR, consortium_code=self.place.of, terms=terms)
        db.session.commit()
        _, run = (starting.start(OPERATOR, consortium_ids=[self.shared["consortium_id"]]) for _ in range(2))
        first = db.session.scalars(suggestions.visible(OPERATOR, run_id=run.id)).first()
        assert first is not None
        with transaction():
            task = asking.ask(OPERATOR, run_id=run.id, kind=TaskKind.ALTERNATIVES, terms={})
        working.one(uuid4())
        self.shared |= {"pin_id": pin.id, "policy_id": signed.id, "run_id": run.id, "suggestion_id": first.id}
        self.shared["task_id"] = task.id
        self.shared |= {"referral_ref": first.referral_ref, "household_ref": first.household_ref}
        asker, lost = self.viewer(Role.COORDINATOR), {"change": "household_lost", "household_ref": first.household_ref}
        db.session.commit()
        with transaction():
            kept = making.suppose(asker, run_id=run.id, name="One fewer", changes=[lost])
            self.shared["scenario_id"] = kept.id
        member = members.by_code(OPERATOR, code=self.place.authority)
        self.shared |= {"member_id": member.id, "membership_id": member.memberships[0].id}


def _ref(known: Mapping[str, Any]) -> dict[str, Any]:
    return {"referral_ref": known["referral_ref"]}

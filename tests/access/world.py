"""A small world in which every relation between a person and a record occurs, made through the verbs.

Four pairs of a referral of Edinburgh's and a household of ROWAN's: one without a link, one proposed (L1), one explored
(L2), one approved (L3). Fife and ASPEN are neighbours in the same consortium, the hub serves it, Glasgow and ALDER
belong to another.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from consortium import adopted, carers, members, notes, notices, particulars, referrals
from consortium.access import OPERATOR, Role
from consortium.accounts import deputies, invitations, people, recoveries, tokens
from consortium.course import cycles, recording, targets
from consortium.floor import clock
from consortium.floor.db import db, transaction
from consortium.importing import imports
from consortium.linking import approaches, links
from consortium.notices import inbox
from consortium.referrals import criteria, screenings
from consortium.retention import disposals, holds
from consortium.retention.disposals import Ground
from consortium.rights import files
from consortium.roles import EMPLOYERS
from contracts import purchases
from contracts.agreeing import signing
from contracts.invoicing import exceptions, following
from contracts.years import closings, reliefs, unit_transfers
from contracts.years.closed import Closing
from matching.policy import DEFAULT, as_mapping
from matching.running import starting, suggestions
from matching.scenarios import making
from matching.tasks import asking
from matching.tasks.kinds import TaskKind
from matching.terms import pins, policies
from tests import factories
from tests.access import canaries, planning
from tests.access.names import AGENCY, AUTHORITY, FAR, HUB, KIND, NEIGHBOUR, WHY

Ids = dict[str, Any]


@dataclass
class World:
    """The ids by the names that routes give them, once for each pair; people by role and employer; versions by id."""

    pairs: list[Ids] = field(default_factory=list)
    shared: Ids = field(default_factory=dict)
    people: dict[tuple[Role, str], UUID] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)

    @property
    def adviser(self) -> UUID:
        """A panel adviser of the consortium."""
        return self.people[Role.PANEL_ADVISER, HUB]

    @property
    def colleague(self) -> UUID:
        """Somebody who works where the agency worker does."""
        return self.people[Role.FINANCE_OFFICER, AGENCY]

    def keep(self, record: Any) -> UUID:
        """The id of a record, whose version is remembered."""
        self.versions[str(record.id)] = getattr(record, "version", 0)
        key: UUID = record.id
        return key


def made() -> World:
    """The world, in the database under way."""
    world = World()
    for code, kind in KIND.items():
        factories.member(code, of="WEST" if code in FAR else "EAST", kind=kind)
    _staff(world)
    for stage in range(4):
        world.pairs.append(_pair(world, stage))
    _finances(world)
    _matching(world)
    _accounts(world)
    _told(world)
    _kept_for_long(world)
    return world


def _staff(world: World) -> None:
    for code, kind in KIND.items():
        for role in Role:
            if kind in EMPLOYERS[role]:
                user = factories.person(role, at=code, of="WEST" if code in FAR else "EAST")
                world.people[role, code] = world.keep(user)


def viewer(world: World, role: Role, code: str) -> Any:
    """One of its people, as a viewer."""
    return people.viewer_of(people.get(OPERATOR, user_id=world.people[role, code]))


def _pair(world: World, stage: int) -> Ids:
    worker, agency = viewer(world, Role.AUTHORITY_WORKER, AUTHORITY), viewer(world, Role.AGENCY_WORKER, AGENCY)
    planted = canaries.planted(stage)
    household = factories.household(agency, household_ref=f"H-{stage}", **planted["household"])
    referral = factories.referral(worker, factories.child(**planted["child"]), referral_ref=f"R-{stage}", draft=True)
    child = referral.children[0]
    referrals.submit(worker, referral_id=referral.id, version=1, note=planted["written"]["move_note"])
    screened = {"outcome": "accept", "answers": sent_answers()}
    screenings.screen(viewer(world, Role.COORDINATOR, HUB), referral_id=referral.id, version=2, **screened)
    particulars.record_household(agency, household_id=household.id, version=1, values=planted["particulars"])
    particulars.record_child(worker, child_id=child.id, version=3, values=planted["told"])
    notes.write(worker, case=referral, text=planted["written"]["own_note"])
    found = {"household_id": household.id, "referral_id": referral.id, "child_id": child.id}
    asked = approaches.ask(OPERATOR, referral_id=referral.id, household_id=household.id)
    found["approach_id"] = world.keep(asked)
    world.shared.setdefault("text", approaches.text_of(asked))  # that of the first pair, whose question stays open
    made = recording.record(worker, referral_id=referral.id, event="cpo_made", on=clock.today())
    found["event_id"] = made.id
    if stage:
        link = links.propose(OPERATOR, referral_id=referral.id, household_id=household.id, reason=WHY)
        for side in (worker, agency) if stage > 1 else ():
            links.agree(side, link_id=link.id, version=link.version)
        if stage == 2:
            shown = {"until": clock.today(), "reason": "The panel meets today."}
            files.show_to_panel(viewer(world, Role.COORDINATOR, HUB), link_id=link.id, user_id=world.adviser, **shown)
        if stage > 2:
            manager = viewer(world, Role.AUTHORITY_MANAGER, AUTHORITY)
            factories.approved(link, by=manager)
        if stage > 1:
            notes.write(worker, case=link, text=planted["written"]["shared_note"], shared=True)
        found["link_id"] = world.keep(link)
    found |= {name: world.keep(one) for name, one in planning.planned(worker, referral.id, planted["plan"]).items()}
    for record in (household, referral):
        world.keep(record)
    world.versions[str(child.id)] = referral.version
    return found


def sent_answers() -> dict[str, str]:
    """Every criterion that people answer is met."""
    return {one.code: "met" for one in criteria.DEFAULTS if one.under_months is None}


def _proposed() -> Closing:
    """A year that is over, which somebody proposed to close."""
    days = {"period_start": date(2024, 4, 1), "period_end": date(2025, 4, 1), "minimum_units": 0}
    agreement = factories.agreement(ref="A-0")
    factories.commitment(agreement_ref=agreement.ref, **days)
    proposer = factories.viewer(Role.COORDINATOR)
    return closings.propose(proposer, agreement_id=agreement.id, period_end=days["period_end"])


def _finances(world: World) -> None:
    agreement, commitment = factories.agreement(), factories.commitment(minimum_units=5)
    purchase = factories.purchase(placement_ref="P-1")
    world.shared |= {"agreement_id": world.keep(agreement), "commitment_id": world.keep(commitment)}
    world.shared["digest"] = signing.digest_of(agreement, version=agreement.current)
    world.shared |= {"purchase_id": world.keep(purchase), "placement_id": purchase.placement_id}
    days = {"moved_in_on": date(2026, 6, 1), "ended_on": date(2026, 7, 1), "end_reason": "kinship"}
    factories.purchase(authority_code=NEIGHBOUR, placement_ref="P-70", children=2, history=True, **days)
    said = {"to_authority": NEIGHBOUR, "units": 1, "on": date(2026, 7, 2), "reason": WHY}
    moved = unit_transfers.record(OPERATOR, commitment_id=commitment.id, values=said)
    relieved = reliefs.record(OPERATOR, commitment_id=commitment.id, values={"units": 1, "reason": WHY})
    world.shared |= {"transfer_id": moved.id, "relief_id": relieved.id}
    world.shared["closing_id"] = world.keep(_proposed())
    world.shared["tariff_id"] = world.keep(factories.tariff(agency=AGENCY))
    line = factories.invoice_line()
    following.settle()
    standing = db.session.scalars(exceptions.visible(OPERATOR)).unique().one()
    world.shared |= {"invoice_id": line.invoice_id, "exception_id": world.keep(standing)}
    member = world_member(AUTHORITY)
    world.shared |= {"member_id": world.keep(member), "membership_id": world.keep(member.memberships[0])}
    world.shared["consortium_id"] = world.keep(member.memberships[0].consortium)
    content = b"placement_ref,authority_code,agency,children,moved_in_on\nP-9,S12000036,ROWAN,1,2026-07-01\n"
    taker = viewer(world, Role.AUTHORITY_WORKER, AUTHORITY)
    db.session.commit()
    aim = {"code": "permanence_recommendation", "weeks": 22, "source": "The children's services committee"}
    manager = viewer(world, Role.AUTHORITY_MANAGER, AUTHORITY)
    world.shared["target_id"] = targets.set_(manager, effective_from=date(2020, 1, 1), **aim).id
    tried = {"aim": aim["code"], "title": "Book the panel early", "started_on": date(2026, 3, 2)}
    world.shared["cycle_id"] = world.keep(cycles.record(manager, **tried))
    world.shared["import_id"] = imports.take(taker, kind="purchases", content=content, filename="p.csv").id


def world_member(code: str) -> Any:
    """A member by its code."""
    return members.by_code(OPERATOR, code=code)


def _matching(world: World) -> None:
    signed = policies.sign(OPERATOR, consortium_code="EAST", terms=as_mapping(DEFAULT) | {"version": "2026-11"})
    decision = {"referral_ref": "R-1", "household_ref": "H-2", "decision": "forbid", "reason": "They are related."}
    pin = pins.decide(OPERATOR, values=decision)
    world.shared |= {"policy_id": signed.id, "pin_id": world.keep(pin)}
    db.session.commit()
    _, run = (starting.start(OPERATOR, consortium_ids=[world.shared["consortium_id"]]) for _ in range(2))
    first = db.session.scalars(suggestions.visible(OPERATOR, run_id=run.id)).first()
    assert first is not None
    with transaction():
        task = asking.ask(OPERATOR, run_id=run.id, kind=TaskKind.FIRMNESS, terms={})
    world.shared |= {"run_id": run.id, "suggestion_id": first.id, "task_id": task.id}
    world.shared |= {"referral_ref": first.referral_ref, "household_ref": first.household_ref}
    asker, lost = viewer(world, Role.COORDINATOR, HUB), {"change": "household_lost", "household_ref": "H-1"}
    db.session.commit()
    with transaction():
        supposed = making.suppose(asker, run_id=run.id, name="Without H-1", changes=[lost])
        world.shared["scenario_id"] = world.keep(supposed)


def _accounts(world: World) -> None:
    worker, manager = world.people[Role.AGENCY_WORKER, AGENCY], world.people[Role.AGENCY_MANAGER, AGENCY]
    asker = viewer(world, Role.ADMINISTRATOR, HUB)
    today = clock.today()
    days = {"from_on": today + timedelta(days=1), "until_on": today + timedelta(days=3)}
    deputyship = deputies.name(asker, user_id=worker, deputy_id=manager, **days)
    recovery, _ = recoveries.ask(asker, user_id=worker, reason="Her telephone was stolen.")
    roles = [(world.shared["consortium_id"], Role.AGENCY_WORKER)]
    known = {"email": "new@example.org", "name": "Eilidh Munro", "member_code": AGENCY}
    invitation, _ = invitations.invite(asker, **known, roles=roles)
    token, _ = tokens.issue(OPERATOR, user_id=worker, name="a colleague's")
    world.shared |= {"deputyship_id": deputyship.id, "recovery_id": recovery.id, "invitation_id": invitation.id}
    world.shared |= {"token_id": token.id, "user_id": worker}


def _told(world: World) -> None:
    """A notice to somebody of the agency."""
    household = carers.get(OPERATOR, household_id=world.pairs[0]["household_id"])
    to = [notices.Person(world.people[Role.AGENCY_WORKER, AGENCY])]
    notices.tell(OPERATOR, code="household.handed_over", about=household, to=to)
    told = db.session.scalars(inbox.visible(viewer(world, Role.AGENCY_WORKER, AGENCY))).first()
    assert told is not None
    world.shared["notice_id"] = told.id


def _kept_for_long(world: World) -> None:
    """A hold on one referral; a child adopted long ago, whose household is to be forgotten at its wish."""
    manager = viewer(world, Role.AUTHORITY_MANAGER, AUTHORITY)
    held = holds.place(manager, entity="referrals", record_id=world.pairs[0]["referral_id"], reason="A court asked.")
    home = factories.household(household_ref="H-9")
    referral = factories.referral(referral_ref="R-9")
    known = {"referral_ref": "R-9", "household_ref": "H-9", "placement_ref": "P-2", "adoption_order_on": clock.today()}
    purchases.record(OPERATOR, values=_bought(known), history=True)
    child = referral.children[0]
    person = adopted.separate(manager, child_id=child.id, given_names="Isla", family_name="Fenwick")
    gone = factories.referral(referral_ref="R-8")
    referrals.withdraw(OPERATOR, referral_id=gone.id, version=gone.version)
    asked = {"ground": Ground.PERSON_ASKED, "reason": "The family asked for it."}
    disposal = disposals.propose(manager, entity="referrals", record_id=gone.id, **asked)
    world.shared |= {"hold_id": held.id, "disposal_id": world.keep(disposal), "adopted_id": person.id}
    world.keep(home)


def _bought(known: Ids) -> Ids:
    moved_in = clock.today() - timedelta(days=400)
    ordinary = {"authority_code": AUTHORITY, "agency": AGENCY, "children": 1, "moved_in_on": moved_in}
    return ordinary | {"end_reason": "adopted_by_concurrent_carers", "ended_on": clock.today()} | known

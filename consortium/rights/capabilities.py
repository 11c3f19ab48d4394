"""The one table of permissions: each act, in words, and the roles that may do it to a record in which relation to them.

Routes, pages and commands name the act they carry out; the check, the scope of every query, the buttons of the console
and the page of documentation are read off this table. An act that stands here without a role is the operator's alone,
at the server's own terminal. Which fields of a record are shown is the table of `consortium.disclosure`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from consortium.roles import Relation, Role

Grants = Mapping[Role, frozenset[Relation]]

OWN = frozenset({Relation.OWN})
CONSORTIUM = frozenset({Relation.CONSORTIUM})
LINKED = frozenset({Relation.LINKED})
SELF = frozenset({Relation.SELF})

_AUTHORITY_STAFF = (Role.AUTHORITY_WORKER, Role.AUTHORITY_MANAGER)
_AGENCY_STAFF = (Role.AGENCY_WORKER, Role.AGENCY_MANAGER)
_CASE_STAFF = (*_AUTHORITY_STAFF, *_AGENCY_STAFF)
_MANAGERS = (Role.AUTHORITY_MANAGER, Role.AGENCY_MANAGER)


@dataclass(frozen=True)
class Capability:
    """One act: what it is, and for each role the relations to a record in which the role may do it.

    What only a person may do, who has just signed in with a second factor, no token carries.
    """

    sentence: str
    grants: Grants
    by_token: bool = True

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that may do it to anything at all."""
        return frozenset(self.grants)

    def through(self, relation: Relation) -> frozenset[Role]:
        """The roles that may do it to a record to which they stand in this relation."""
        return frozenset(role for role, relations in self.grants.items() if relation in relations)


def _each(roles: tuple[Role, ...], relations: frozenset[Relation]) -> Grants:
    return dict.fromkeys(roles, relations)


EVERYBODY = _each(tuple(Role), CONSORTIUM)
HIMSELF = _each(tuple(Role), SELF)
COORDINATOR = {Role.COORDINATOR: CONSORTIUM}
ADMINISTRATOR = {Role.ADMINISTRATOR: CONSORTIUM}
AGENCY = {**COORDINATOR, **_each(_AGENCY_STAFF, OWN)}
AUTHORITY = {**COORDINATOR, **_each(_AUTHORITY_STAFF, OWN)}
BOTH_SIDES = {**COORDINATOR, **_each(_CASE_STAFF, OWN)}
# To an agency the cases of children matched, or placed, with its own households; of these its own duties alone.
IN_ITS_CASES = _each(_AGENCY_STAFF, OWN | LINKED)
FINANCE: Grants = {Role.FINANCE_OFFICER: frozenset({Relation.OWN, Relation.HUB})}
NOBODY: Grants = {}

CAPABILITIES: dict[str, Capability] = {
    "consortia.read": Capability("See the consortia one has a role in", EVERYBODY),
    "consortia.found": Capability("Found a consortium", NOBODY),
    "members.read": Capability("See the members of the consortium", EVERYBODY),
    "members.add": Capability("Bring a member into the consortium", COORDINATOR),
    "members.change": Capability("Correct a member's name and days", COORDINATOR),
    "people.read": Capability(
        "See who has an account and which roles", {**ADMINISTRATOR, **COORDINATOR, **_each(_MANAGERS, OWN)}
    ),
    "people.create": Capability("Make an account without an invitation", NOBODY),
    "people.invite": Capability("Invite a person", ADMINISTRATOR, by_token=False),
    "people.change": Capability("Disable an account, give and take roles", ADMINISTRATOR, by_token=False),
    "people.recover": Capability(
        "Ask for, or confirm, the recovery of somebody's account",
        {**ADMINISTRATOR, **_each(_MANAGERS, OWN)},
        by_token=False,
    ),
    "deputies.name": Capability("Name a deputy for a time", {**ADMINISTRATOR, **_each(_MANAGERS, OWN)}),
    "cases.hand_over": Capability("Hand a person's cases to a colleague", _each(_MANAGERS, OWN)),
    "account.read": Capability("See one's own account", HIMSELF),
    "account.change": Capability("Change one's own password and second factor", HIMSELF, by_token=False),
    "notices.read": Capability("Read one's own notices", HIMSELF),
    "notices.mark": Capability("Mark one's own notices as read", HIMSELF),
    "notices.choose": Capability("Choose whether notices come by mail", HIMSELF),
    "tokens.read": Capability("See one's own tokens", HIMSELF),
    "tokens.issue": Capability("Issue a token for oneself", HIMSELF, by_token=False),
    "tokens.revoke": Capability("Revoke one's own tokens", HIMSELF),
    "households.read": Capability(
        "Read a household",
        {**AGENCY, **_each(_AUTHORITY_STAFF, LINKED), Role.PANEL_ADVISER: LINKED},
    ),
    "households.register": Capability("Register a household", AGENCY),
    "households.change": Capability("Change a household", AGENCY),
    "referrals.read": Capability(
        "Read a referral",
        {**AUTHORITY, **_each(_AGENCY_STAFF, LINKED), Role.PANEL_ADVISER: LINKED},
    ),
    "referrals.refer": Capability("Refer a child or siblings", AUTHORITY),
    "referrals.change": Capability("Change a referral", AUTHORITY),
    "referrals.screen": Capability("Screen a referral that was submitted", COORDINATOR),
    "courses.read": Capability("See what happened to a referral, and how it was screened", AUTHORITY),
    "criteria.read": Capability(
        "Read the criteria by which referrals are screened", {**COORDINATOR, **_each(_AUTHORITY_STAFF, CONSORTIUM)}
    ),
    "criteria.change": Capability("Set the criteria by which referrals are screened", COORDINATOR),
    "notes.read": Capability("Read the notes that one's organisation keeps, or that are shared on a link", BOTH_SIDES),
    "notes.write": Capability("Write a note on a case", BOTH_SIDES),
    "duplicates.read": Capability("See which records look like one and the same", BOTH_SIDES),
    "duplicates.merge": Capability("Merge two records, or tell them apart", BOTH_SIDES),
    "siblings.place_apart": Capability(
        "Decide that brothers and sisters are placed apart", {Role.AUTHORITY_MANAGER: OWN}
    ),
    "files.open": Capability("Open a full file for a time, with a reason", COORDINATOR),
    "approaches.read": Capability("See what agencies were asked of their households", AGENCY),
    "approaches.ask": Capability("Ask an agency whether a household is willing", COORDINATOR),
    "approaches.respond": Capability("Answer whether a household is willing", _each(_AGENCY_STAFF, OWN)),
    "links.read": Capability("See the links of a child or household", {**BOTH_SIDES, Role.PANEL_ADVISER: LINKED}),
    "links.open": Capability("Propose a link", COORDINATOR),
    "links.agree": Capability("Agree, for one's own side, to explore a link", _each(_CASE_STAFF, OWN)),
    "links.meet": Capability("Record the matching meeting", AUTHORITY),
    "links.recommend": Capability("Record the panel's recommendation", {**COORDINATOR, Role.PANEL_ADVISER: LINKED}),
    "links.approve": Capability("Decide on the match", {Role.AUTHORITY_MANAGER: OWN}),
    "links.notify": Capability("Record that the decision was given in writing", _each(_AUTHORITY_STAFF, OWN)),
    "links.introduce": Capability("Record that introductions began", _each(_CASE_STAFF, OWN)),
    "links.end": Capability("End a link", BOTH_SIDES),
    "links.share": Capability("Show a link to a panel adviser until the panel has met", COORDINATOR),
    "plans.read": Capability(
        "Read both plans of a case, its assessments and agreements, as far as its stage shows them",
        {**AUTHORITY, **_each(_AGENCY_STAFF, LINKED), Role.PANEL_ADVISER: LINKED},
    ),
    "plans.change": Capability(
        "Record milestones, assessments, contact plans and family agreements", _each(_AUTHORITY_STAFF, OWN)
    ),
    "plans.decide": Capability("Rule a plan out, or take that back", {Role.AUTHORITY_MANAGER: OWN}),
    "contact.agree": Capability(
        "Agree, for one's own side, to a contact agreement",
        {**_each(_AUTHORITY_STAFF, OWN), **_each(_AGENCY_STAFF, LINKED)},
    ),
    "clock.read": Capability("See what is due in a case, and what is overdue", {**AUTHORITY, **IN_ITS_CASES}),
    "events.record": Capability("Record what happened in a case", {**_each(_AUTHORITY_STAFF, OWN), **IN_ITS_CASES}),
    "events.reverse": Capability(
        "Take back what was recorded in a case by mistake", {**_each(_AUTHORITY_STAFF, OWN), **IN_ITS_CASES}
    ),
    "pathway.read": Capability("See at which stage children stand, for how long, and where they wait", AUTHORITY),
    "targets.read": Capability("See what an authority aims at for its children", AUTHORITY),
    "targets.set": Capability("Set what one's own authority aims at", {Role.AUTHORITY_MANAGER: OWN}),
    "cycles.read": Capability("Read what an authority or a consortium tries so as to meet an aim", AUTHORITY),
    "cycles.record": Capability(
        "Record such a cycle for one's own authority, or for the consortium that one coordinates", AUTHORITY
    ),
    "identities.separate": Capability(
        "Separate an adopted child's new identity from the birth record", {Role.AUTHORITY_MANAGER: OWN}
    ),
    "identities.trace": Capability(
        "Follow an adopted person's new identity to the birth record", {Role.AUTHORITY_MANAGER: OWN}
    ),
    "placements.report": Capability("Report, for one's own side, the day of a move-in", _each(_CASE_STAFF, OWN)),
    "stays.record": Capability(
        "Record that a placement broke down, that the child came back to it, or the legal phase that it entered",
        _each(_AUTHORITY_STAFF, OWN),
    ),
    "transfers.propose": Capability("Propose that an open placement goes on with another agency", COORDINATOR),
    "transfers.carry_out": Capability(
        "Carry out the transfer of a placement to another agency", {Role.AUTHORITY_MANAGER: OWN}
    ),
    "placements.read": Capability("See placements", {**BOTH_SIDES, **FINANCE}),
    "runs.read": Capability("Read match runs", COORDINATOR),
    "runs.start": Capability("Start a match run", COORDINATOR),
    "tasks.ask": Capability("Ask a run what takes long, stop and cancel what is worked on", COORDINATOR),
    "suggestions.read": Capability("Read what runs suggest", COORDINATOR),
    "suggestions.accept": Capability("Propose a suggested pair to both sides", COORDINATOR),
    "suggestions.overrule": Capability(
        "Set a suggestion aside, or propose another household, and say why", COORDINATOR
    ),
    "scenarios.read": Capability("Read what was supposed of a run", COORDINATOR),
    "scenarios.make": Capability("Suppose something of a run, which changes no record", COORDINATOR),
    "scenarios.delete": Capability("Delete what was supposed of a run", COORDINATOR),
    "pins.read": Capability("Read decisions on pairs", COORDINATOR),
    "pins.change": Capability("Pin or forbid a pair", COORDINATOR),
    "travel.change": Capability("Tell travel times", COORDINATOR),
    "policies.read": Capability("Read the matching policy", COORDINATOR),
    "policies.change": Capability("Sign a matching policy", COORDINATOR),
    "agreements.read": Capability("Read agreements", {**COORDINATOR, **FINANCE}),
    "agreements.agree": Capability("Record an agreement", COORDINATOR),
    "agreements.change": Capability("Amend an agreement", COORDINATOR),
    "agreements.sign": Capability(
        "Sign a version of an agreement for one's own side, as one of two people",
        {Role.FINANCE_OFFICER: OWN},
    ),
    "commitments.read": Capability("Read commitments", {**COORDINATOR, **FINANCE}),
    "commitments.agree": Capability("Record a commitment", COORDINATOR),
    "commitments.change": Capability("Change a commitment", COORDINATOR),
    "positions.read": Capability("Read positions against the minimums", {**COORDINATOR, **FINANCE}),
    "closings.read": Capability(
        "Read how periods were closed", {**COORDINATOR, Role.FINANCE_OFFICER: frozenset({Relation.HUB})}
    ),
    "years.close": Capability(
        "Propose to close a period, or confirm it as the second person",
        {**COORDINATOR, Role.FINANCE_OFFICER: frozenset({Relation.HUB})},
    ),
    "money.read": Capability("Read what is owed, billed and paid", {**COORDINATOR, **FINANCE}),
    "unit_transfers.read": Capability("See units transferred between authorities", {**COORDINATOR, **FINANCE}),
    "unit_transfers.record": Capability("Transfer units between authorities, or take that back", COORDINATOR),
    "reliefs.read": Capability("See relief where an agency had nobody to offer", {**COORDINATOR, **FINANCE}),
    "reliefs.record": Capability("Record such relief, or take it back", COORDINATOR),
    "tariffs.read": Capability("Read what a consortium pays for placements", {**COORDINATOR, **FINANCE}),
    "tariffs.record": Capability("Record a price", COORDINATOR),
    "tariffs.change": Capability("End a price, or withdraw one that was a mistake", COORDINATOR),
    "statements.read": Capability(
        "Read statements of what was promised, taken, owed, billed and paid", {**COORDINATOR, **FINANCE}
    ),
    "purchases.read": Capability("See purchases", {**BOTH_SIDES, **FINANCE}),
    "purchases.record": Capability("Record a purchase", AUTHORITY),
    "purchases.change": Capability("Correct a purchase", AUTHORITY),
    "receipts.read": Capability("See the hours of contact that both sides confirmed", {**BOTH_SIDES, **FINANCE}),
    "receipts.record": Capability("Record the hours of contact that both sides confirmed", AUTHORITY),
    "invoices.read": Capability("Read invoices, and what of them does not agree", {**COORDINATOR, **FINANCE}),
    "invoices.record": Capability("Record an invoice, or take one back", {**COORDINATOR, **FINANCE}),
    "invoices.decide": Capability("Approve an invoice, or decide on a line of it that does not agree", FINANCE),
    "imports.read": Capability("See what was imported", {**BOTH_SIDES, **_each((Role.FINANCE_OFFICER,), OWN)}),
    "imports.take": Capability("Import a spreadsheet", {**BOTH_SIDES, **_each((Role.FINANCE_OFFICER,), OWN)}),
    "statistics.read": Capability("Read suppressed statistics", EVERYBODY),
    "schedule.read": Capability("See what was done of itself, and what failed", {**COORDINATOR, **ADMINISTRATOR}),
    "trail.read": Capability("Read the audit trail, without identities", {Role.AUDITOR: CONSORTIUM}),
    "trail.of_record": Capability("See who has looked at a record of one's own", _each(_CASE_STAFF, OWN)),
    "retention.read": Capability("See what is due for disposal", _each(_MANAGERS, OWN)),
    "retention.hold": Capability("Place or lift a legal hold", _each(_MANAGERS, OWN)),
    "retention.set_terms": Capability("Set how long a referral that was never placed is kept", COORDINATOR),
    "retention.reapply": Capability("Apply the list of erased records again after a restore", NOBODY),
    "retention.dispose": Capability("Propose, or confirm as the second person, a disposal", _each(_MANAGERS, OWN)),
    "subject_access.make": Capability("Make a person's subject access pack", _each(_MANAGERS, OWN)),
}

"""Disclosure: the fields of a record that a person may read, by how they stand to it and by the stage of a link.

Doors show what `view` or `summaries` returns and nothing else: a withheld field is absent, not empty. A field that the
table does not name is shown to nobody but the organisation that owns the record.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from consortium import carers, children, members, particulars, placements, referrals
from consortium.access import Viewer, may
from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.errors import NotAllowed, NotFound
from consortium.linking import open_links
from consortium.referrals import ReferralStatus, standings
from consortium.rights import shares, sight
from consortium.rights.shares import Entity
from consortium.roles import Stage
from consortium.trail import reading

L1, L2, L3 = Stage.ANONYMISED, Stage.FULL_PROFILE, Stage.IDENTIFIED
Row = dict[str, Any]
# The stage from which the linked organisation reads a field, and the stage from which a coordinator does; None: never.
Stages = tuple[Stage | None, Stage | None]


def _all(stages: Stages, names: str) -> dict[str, Stages]:
    return dict.fromkeys(names.split(), stages)


HOUSEHOLD: dict[str, Stages] = {
    **_all((L1, L1), "household_ref agency area min_age_months max_age_months approved_children sexes"),
    **_all((L1, L1), "yes_needs discuss_needs no_needs"),
    **_all((L2, L1), "approved_fostering_on approved_adoption_on review_due_on max_travel_minutes available_from"),
    **_all((L2, L1), "hold_until children_in_placement withdrawn_on"),
    **_all((L2, L2), "experience ethnicity religion languages"),
    **_all((L3, L1), "withdrawn_because"),
    **_all((L3, L3), "postcode carer_names address telephone email"),
    **_all((None, L1), "open_links"),  # how many others explore the household is between them and its agency
    **_all((None, L3), "hold_reason"),
}
CHILD: dict[str, Stages] = {
    **_all((L1, L1), "child_ref age_band needs urgency"),
    **_all((L2, L1), "age_months sex needed_by"),
    **_all((L2, L2), "ethnicity religion language contact_sessions_per_week max_travel_minutes health background"),
    **_all((L3, L3), "date_of_birth contact_postcode"),
    **_all((L3, L1), "expected_date_of_delivery"),
    # Schedule 1 in words: what describes the child without telling who or where they are opens with the full profile.
    **_all((L2, L2), "nationality legal_status personality interests"),
    **_all((L3, L3), "birth_details appearance why_looked_after previous_involvement"),
    **_all((L3, L3), "brothers_and_sisters contact_extent education"),
    **_all((L3, L3), "given_names family_name home_address nursery"),
    **_all((None, L1), "open_links"),
    **_all((None, L3), "excluded_areas conflicts"),
    **_all((L3, L1), "address_non_disclosure"),
}
# What tells where a household lives; hidden from all but its agency while an address may not be disclosed.
ADDRESS = frozenset({"postcode", "address", "area"})
# What tells where a child can be found; hidden from all but its authority under the same flag.
WHEREABOUTS = frozenset({
    "birth_details", "brothers_and_sisters", "contact_extent", "contact_postcode", "contact_sessions_per_week",
    "education", "home_address", "nursery",
})  # fmt: skip
BANDS = ((0, 2), (3, 5), (6, 11), (12, 17), (18, 23))


@dataclass(frozen=True)
class Reach:
    """How a person stands to one record: its owner's, a coordinator's, or somebody's to whom a link opened it."""

    own: bool
    hub: bool
    stage: Stage

    def shows(self, stages: Stages) -> bool:
        """Whether a field with these stages may be read."""
        linked, coordinator = stages
        if self.own:
            return True
        if self.hub:
            return coordinator is not None and coordinator <= max(self.stage, L1)
        return linked is not None and linked <= self.stage

    @property
    def word(self) -> str:
        """own, or the stage as L1, L2, L3."""
        return "own" if self.own else f"L{int(max(self.stage, L1) if self.hub else self.stage)}"

    @property
    def is_none(self) -> bool:
        """Whether the record is no business of this person's at all."""
        return not (self.own or self.hub or self.stage >= L1)

    @property
    def is_identifying(self) -> bool:
        """Whether more is read than the anonymised profile."""
        return self.own or self.stage > L1


def view_household(viewer: Viewer, household: carers.Household) -> Row:
    """The household as this person may read it; reading more than the anonymised profile is written down.

    Whoever may change it and not read it, as with a token of few acts, is told which one it is and its version.
    """
    if not may(viewer, "households.read"):
        return {"id": household.id, "household_ref": household.ref, "version": household.version}
    reach = reaches(viewer, "households", [household])[household.id]
    linked = {"open_links": open_links.told(viewer, entity="households", ids=[household.id]).get(household.id, 0)}
    known = carers.as_row(household) | linked | particulars.of_household([household.id]).get(household.id, {})
    row = _household(household, known, reach, hidden=bool(particulars.hidden_addresses([household.id])))
    _note(viewer, "households", household.id, household.agency_id, reach, row)
    return row


def view_referral(viewer: Viewer, referral: referrals.Referral) -> Row:
    """The referral with its children as this person may read them; see `view_household`."""
    if not may(viewer, "referrals.read"):
        return {"id": referral.id, "referral_ref": referral.ref, "version": referral.version}
    reach = reaches(viewer, "referrals", [referral])[referral.id]
    told = particulars.of_children([child.id for child in referral.children])
    linked = open_links.told(viewer, entity="referrals", ids=[referral.id]).get(referral.id, 0)
    status = standings.shown(viewer, found=[referral])[referral.id]
    row = _referral(referral, reach, told, linked=linked, status=status)
    fields = {name for child in row["children"] for name in child}
    _note(viewer, "referrals", referral.id, referral.authority_id, reach, fields)
    return row


def household_summaries(viewer: Viewer, households: Sequence[carers.Household]) -> list[Row]:
    """The households as a list tells them: to nobody more than a coordinator reads of them before any link."""
    found = reaches(viewer, "households", households, briefly=True)
    ids = [one.id for one in households]
    placed, hidden = placements.children_on(clock.today(), household_ids=ids), particulars.hidden_addresses(ids)
    linked, answers = open_links.told(viewer, entity="households", ids=ids), carers.answers_of(ids)
    rows = []
    for one in households:
        row = carers.as_row(one, children_in_placement=placed.get(one.id, 0), answers=answers[one.id])
        row["open_links"] = linked.get(one.id, 0)
        rows.append(_household(one, row, _briefly(found[one.id]), hidden=one.id in hidden))
    return rows


def referral_summaries(viewer: Viewer, found: Sequence[referrals.Referral]) -> list[Row]:
    """The referrals as a list tells them; see `household_summaries`."""
    known = reaches(viewer, "referrals", found, briefly=True)
    linked = open_links.told(viewer, entity="referrals", ids=[one.id for one in found])
    stands = standings.shown(viewer, found=found)
    return [
        _referral(one, _briefly(known[one.id]), {}, linked=linked.get(one.id, 0), status=stands[one.id])
        for one in found
    ]


def anonymised(referral: referrals.Referral) -> Row:
    """What anybody may read who is asked about a need: the anonymised profile, whoever they are."""
    return _referral(referral, Reach(own=False, hub=False, stage=L1), {}, linked=0, status=referral.status)


def reaches(viewer: Viewer, entity: Entity, rows: Sequence[Any], *, briefly: bool = False) -> dict[UUID, Reach]:
    """How the viewer stands to each of these records, all of one entity: `households` or `referrals`.

    For a list (`briefly`), which tells no more than the anonymised profile, links are asked of nobody's own records.
    """
    act, owner = f"{entity}.read", "agency_id" if entity == "households" else "authority_id"
    if viewer.operator:
        return {row.id: Reach(own=True, hub=False, stage=L3) for row in rows}
    whole = sight.consortia_of(viewer, act)
    inside = set(db.session.scalars(members.belonging(consortium_ids=whole, on=clock.today()))) if whole else set()
    known = {
        row.id: (sight.owns(viewer, act, owner_id=getattr(row, owner)), getattr(row, owner) in inside) for row in rows
    }
    asked = [key for key, near in known.items() if not (briefly and any(near))]
    opened = shares.stages(viewer, entity=entity, ids=asked) if asked else {}
    linked = shares.stages_of_links(viewer, entity=entity, ids=asked) if asked and inside else {}
    found = {}
    for key, (own, hub) in known.items():
        stage = opened.get(key, Stage.STATISTICS)
        stage = max(stage, linked.get(key, stage)) if hub else stage
        found[key] = Reach(own=own, hub=hub, stage=stage)
        if found[key].is_none:
            raise NotFound  # whatever query brought it here, there is nothing of it to show
    return found


def expect_whole(viewer: Viewer, entity: Entity, row: Any) -> None:
    """Refuses whoever may not read the whole record: nobody is shown, in a form, what is withheld elsewhere."""
    reach = reaches(viewer, entity, [row])[row.id]
    if not (reach.own or (reach.hub and reach.stage >= L3)):
        raise NotAllowed("Open the full file first, with your reason. It is then open to you for an hour.")


def age_band(months: int | None) -> str:
    """The age as a linked organisation first reads it: a range of months, so that no birthday can be worked out."""
    if months is None:
        return "unborn"
    return next((f"{low}-{high} months" for low, high in BANDS if low <= months <= high), "24 months or more")


def _briefly(reach: Reach) -> Reach:
    """A list holds no identifiable record: owners too open the record itself, which is written down."""
    return Reach(own=False, hub=reach.own or reach.hub, stage=L1)


def _household(household: carers.Household, known: Mapping[str, Any], reach: Reach, *, hidden: bool) -> Row:
    row = {**known, "area": household.postcode.split(" ")[0]}
    row |= {name: getattr(household, name) for name in ("hold_reason", "withdrawn_on", "withdrawn_because")}
    shown = _shown(row, reach, _household_fields(reach))
    if hidden and not reach.own:
        shown = {name: value for name, value in shown.items() if name not in ADDRESS}
    return _signed(household, shown, reach)


def _referral(
    referral: referrals.Referral,
    reach: Reach,
    told: Mapping[UUID, Mapping[str, Any]],
    *,
    linked: int,
    status: ReferralStatus,
) -> Row:
    lost = [child for child in referral.children if child.lost_on is not None]
    row = {
        "referral_ref": referral.ref,
        "authority_code": referral.authority.code,
        "status": status.value,
        "children": [
            _child(child, reach, {**told.get(child.id, {}), "open_links": linked})
            for child in referral.current_children
        ],
    }
    if reach.own or reach.hub:
        row["lost_children"] = [{"id": child.id, "child_ref": child.ref, "lost_on": child.lost_on} for child in lost]
    return _signed(referral, row, reach)


def _child(child: children.Child, reach: Reach, told: Mapping[str, Any]) -> Row:
    months = child.age_months(clock.today())
    row = {**children.as_row(child), **told, "age_months": months, "age_band": age_band(months)}
    shown = _shown(row, reach, _child_fields(reach))
    if told.get("address_non_disclosure") and not reach.own:
        shown = {name: value for name, value in shown.items() if name not in WHEREABOUTS}
    shown.pop("referral_ref", None), shown.pop("authority_code", None)
    return {"id": child.id, **shown}


@cache
def _household_fields(reach: Reach) -> frozenset[str]:
    return frozenset(name for name, stages in HOUSEHOLD.items() if reach.shows(stages))


@cache
def _child_fields(reach: Reach) -> frozenset[str]:
    return frozenset(name for name, stages in CHILD.items() if reach.shows(stages))


def _shown(row: Row, reach: Reach, fields: frozenset[str]) -> Row:
    """What may be read of a row: all by its owner, to others nothing that the table does not name."""
    return dict(row) if reach.own else {name: value for name, value in row.items() if name in fields}


def _signed(record: Any, row: Row, reach: Reach) -> Row:
    return {"id": record.id, **row, "disclosed": reach.word, "version": record.version, "created_at": record.created_at}


def _note(viewer: Viewer, entity: str, key: UUID, owner: UUID, reach: Reach, fields: Iterable[str]) -> None:
    if reach.is_identifying:
        stage = L3 if reach.own else reach.stage
        reading.note(viewer, entity=entity, entity_id=key, owner_id=owner, stage=stage, fields=sorted(set(fields)))

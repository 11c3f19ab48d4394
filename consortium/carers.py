"""Carer households: both approvals, what they are approved for, when they are free, and their answers to needs."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consortium import members, placements
from consortium.access import MemberKind, Viewer, require
from consortium.floor import clock
from consortium.floor.db import Base, Editable, Record, db, expect_version, flush, words
from consortium.floor.errors import Conflict, Invalid, NotFound, RuleBroken
from consortium.floor.guard import scoped
from consortium.importing import entries
from consortium.linking import endings
from consortium.merging import merges
from consortium.rights import shares, sight
from consortium.sheets import cells
from consortium.sheets.columns import Column
from consortium.sheets.households import ANSWERS, CHECKS, COLUMNS
from consortium.withdrawals import APPROVAL_ENDED, WithdrawalReason

HOLD_REASON = Column("hold_reason", cells.text, meaning="Why the household takes no child until then.")


class Answer(StrEnum):
    """What a household says to a need; a need without an answer was not asked."""

    YES = "yes"
    DISCUSS = "discuss"
    NO = "no"


class Household(Editable, Base):
    """A household approved, or to be approved, both to foster and to adopt; owned by its agency."""

    __tablename__ = "households"
    __table_args__ = (
        sa.UniqueConstraint(
            "agency_id", "ref", info={"refusal": Conflict("The agency has a household with this reference.")}
        ),
        sa.UniqueConstraint("id", "agency_id"),
        sa.ForeignKeyConstraint(["held_by", "agency_id"], ["users.id", "users.member_id"]),
        sa.CheckConstraint("ref <> ''", name="has_ref"),
        sa.CheckConstraint(
            "min_age_months >= 0 AND max_age_months >= min_age_months",
            name="ages_in_order",
            info={"refusal": RuleBroken("The oldest age is no smaller than the youngest.", code="ages_in_order")},
        ),
        sa.CheckConstraint("withdrawn_because IS NULL OR withdrawn_on IS NOT NULL", name="withdrawn_for_a_reason"),
        sa.CheckConstraint("approved_children >= 0 AND max_travel_minutes >= 0", name="counts"),
    )

    agency_id: Mapped[UUID] = mapped_column(sa.ForeignKey("members.id"))
    ref: Mapped[str] = mapped_column(sa.String(100))
    postcode: Mapped[str] = mapped_column(sa.String(10))
    approved_fostering_on: Mapped[date | None]
    approved_adoption_on: Mapped[date | None]
    review_due_on: Mapped[date | None]
    min_age_months: Mapped[int]
    max_age_months: Mapped[int]
    approved_children: Mapped[int]
    sexes: Mapped[list[str]]
    experience: Mapped[list[str]]
    ethnicity: Mapped[list[str]]
    religion: Mapped[list[str]]
    languages: Mapped[list[str]]
    max_travel_minutes: Mapped[int]
    available_from: Mapped[date | None]
    hold_until: Mapped[date | None]
    hold_reason: Mapped[str | None] = mapped_column(sa.Text)
    withdrawn_on: Mapped[date | None]
    withdrawn_because: Mapped[WithdrawalReason | None] = mapped_column(
        words(WithdrawalReason, name="withdrawn_because")
    )
    erased_on: Mapped[date | None]
    held_by: Mapped[UUID | None]
    agency: Mapped[members.Member] = relationship(lazy="joined", innerjoin=True)
    answers: Mapped[list["NeedAnswer"]] = relationship(order_by="NeedAnswer.position", cascade="all, delete-orphan")

    def needs(self, answer: Answer) -> tuple[str, ...]:
        """The needs that the household answers so, in the order in which they were entered."""
        return tuple(one.need for one in self.answers if one.answer == answer)


class NeedAnswer(Record, Base):
    """A household's answer to one need; belongs to the household's agency with it."""

    __tablename__ = "need_answers"
    __table_args__ = (
        sa.UniqueConstraint("household_id", "need"),
        sa.ForeignKeyConstraint(["household_id", "agency_id"], ["households.id", "households.agency_id"]),
    )

    household_id: Mapped[UUID]
    agency_id: Mapped[UUID]
    need: Mapped[str] = mapped_column(sa.String(100))
    answer: Mapped[Answer] = mapped_column(words(Answer, name="answer"))
    position: Mapped[int]


FIELDS = (*COLUMNS, HOLD_REASON)
_PLAIN = tuple(
    c.name for c in FIELDS if not c.derived and c.name not in {"household_ref", "agency", "version", *ANSWERS}
)


def visible(viewer: Viewer, *, search: str | None = None, agency_id: UUID | None = None) -> Select[Household]:
    """The households within the viewer's sight, by reference; by a postcode, only those of the viewer's own agency."""
    require(viewer, "households.read")
    found = _reached(viewer, "households.read").order_by(Household.ref, Household.id)
    if agency_id is not None:
        found = found.where(Household.agency_id == agency_id)
    if search:
        mine = sight.is_own(viewer, "households.read", owner=Household.agency_id)
        by_postcode = sa.and_(mine, Household.postcode.icontains(search, autoescape=True))
        found = found.where(sa.or_(Household.ref.icontains(search, autoescape=True), by_postcode))
    return found


def get(viewer: Viewer, *, household_id: UUID, act: str = "households.read") -> Household:
    """One household that the viewer may do this to."""
    require(viewer, act)
    found = db.session.scalar(_reached(viewer, act).where(Household.id == household_id))
    if found is None:
        raise NotFound
    return found


def _reached(viewer: Viewer, act: str) -> Select[Household]:
    """The households that the table gives the viewer this act towards, and those that a share opens; none erased."""
    shared = shares.opens(viewer, act, entity="households", key=Household.id)
    reached = sa.or_(sight.of(viewer, act, owner=Household.agency_id), shared)
    return scoped(sa.select(Household).where(reached, Household.erased_on.is_(None)))


def by_ref(viewer: Viewer, *, agency_code: str, ref: str) -> Household:
    """One household within the viewer's sight, by the reference its agency gave it."""
    found = visible(viewer).join(members.Member, members.Member.id == Household.agency_id)
    household = db.session.scalar(found.where(members.Member.code == agency_code, Household.ref == ref))
    if household is None:
        raise NotFound
    return household


def register(viewer: Viewer, *, values: Mapping[str, Any]) -> Household:
    """Records a household under the columns of the households sheet, `household_ref` optional, and `hold_reason`."""
    require(viewer, "households.register")
    entered = entries.complete(entries.read(values, FIELDS), FIELDS, optional={"household_ref"})
    entries.check(entered, CHECKS)
    agency = _agency(viewer, code=entered["agency"])
    household = Household(agency_id=agency.id, agency=agency, ref=entered["household_ref"] or entries.new_ref("H"))
    household.held_by = viewer.user_id if viewer.member_id == agency.id else None
    entries.amend(household, {name: entered[name] for name in _PLAIN})
    _answer(household, entered)
    db.session.add(household)
    flush()
    placements.know_household(household_id=household.id, agency_id=agency.id, ref=household.ref)
    return household


def change(viewer: Viewer, *, household_id: UUID, version: int, values: Mapping[str, Any]) -> Household:
    """Changes the given columns alone; an answer given anew goes before what another column said of the need."""
    household = get(viewer, household_id=household_id, act="households.change")
    entered = entries.read(values, FIELDS, fixed={"household_ref", "agency"})
    expect_version(household, version)
    answers = _merged_answers(household, entered)
    entries.check(as_row(household) | entered | answers, CHECKS)
    changed = entries.amend(household, {name: entered[name] for name in _PLAIN if name in entered})
    if any(answers[name] != household.needs(_ANSWER_OF[name]) for name in ANSWERS):
        _answer(household, answers)
        changed = True
    if changed:
        entries.touch(household)
    flush()
    return household


def withdraw(
    viewer: Viewer,
    *,
    household_id: UUID,
    version: int,
    on: date | None = None,
    reason: WithdrawalReason | None = None,
) -> Household:
    """Takes a household that resigned or lost its approval out of matching; its record and placements stay.

    Its open links end with the reason. Whose child lives there is told when the approval is what ended.
    """
    why = WithdrawalReason(reason) if reason else None
    day = on or clock.today()
    household = _set_withdrawn(viewer, household_id=household_id, version=version, on=day, reason=why)
    endings.of_household(viewer, household_id=household.id, approval_ended=why in APPROVAL_ENDED)
    return household


def restore(viewer: Viewer, *, household_id: UUID, version: int) -> Household:
    """Brings a withdrawn household back, unless it goes on in another record."""
    merges.expect_kept(household_id=household_id)
    return _set_withdrawn(viewer, household_id=household_id, version=version, on=None, reason=None)


def answers_of(ids: Iterable[UUID]) -> dict[UUID, dict[str, tuple[str, ...]]]:
    """What households that the caller was shown answer to needs, under the columns of the households sheet.

    For many at once: a household has a dozen answers, and of each its text is all that is read here.
    """
    found = {key: dict.fromkeys(ANSWERS, tuple[str, ...]()) for key in ids}
    columns = (NeedAnswer.household_id, NeedAnswer.answer, NeedAnswer.need)
    known: Any = sa.select(*columns).where(NeedAnswer.household_id.in_(list(found))).order_by(NeedAnswer.position)
    for household_id, answer, need in db.session.execute(scoped(known)):
        found[household_id][_COLUMN_OF[answer]] += (need,)
    return found


def as_row(
    household: Household,
    *,
    children_in_placement: int | None = None,
    answers: Mapping[str, tuple[str, ...]] | None = None,
    on: date | None = None,
) -> dict[str, Any]:
    """The household as a row of the households sheet; children in placement are counted on the day (today)."""
    if children_in_placement is None:
        children_in_placement = placements.children_on(on or clock.today(), household_ids=[household.id]).get(
            household.id, 0
        )
    row: dict[str, Any] = {"household_ref": household.ref, "agency": household.agency.code}
    for name in _PLAIN:
        value = getattr(household, name)
        row[name] = tuple(value) if isinstance(value, list) else value
    row |= answers or {name: household.needs(_ANSWER_OF[name]) for name in ANSWERS}
    del row["hold_reason"]
    return row | {"children_in_placement": children_in_placement, "open_links": 0, "version": household.version}


_ANSWER_OF = dict(zip(ANSWERS, (Answer.YES, Answer.DISCUSS, Answer.NO), strict=True))
_COLUMN_OF = {answer: name for name, answer in _ANSWER_OF.items()}


def _agency(viewer: Viewer, *, code: str) -> members.Member:
    try:
        agency = members.by_code(viewer, code=code, kind=MemberKind.AGENCY)
    except NotFound:
        raise Invalid({"agency": [f"No agency with the code {code} is known here."]}) from None
    if not sight.reaches(viewer, "households.register", owner_id=agency.id):
        raise Invalid({"agency": [f"You may not record households of {code}."]})
    return agency


def _set_withdrawn(
    viewer: Viewer, *, household_id: UUID, version: int, on: date | None, reason: WithdrawalReason | None
) -> Household:
    household = get(viewer, household_id=household_id, act="households.change")
    expect_version(household, version)
    if (household.withdrawn_on is None) == (on is None):
        raise RuleBroken("The household is withdrawn already." if on else "The household is not withdrawn.")
    if on is not None and on > clock.today():
        raise Invalid({"on": ["Give a day that has come."]})
    household.withdrawn_on, household.withdrawn_because = on, reason
    entries.touch(household)
    flush()
    return household


def _merged_answers(household: Household, entered: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    fresh = {need.casefold() for name in ANSWERS for need in entered.get(name, ())}
    merged: dict[str, tuple[str, ...]] = {}
    for name in ANSWERS:
        kept = tuple(need for need in household.needs(_ANSWER_OF[name]) if need.casefold() not in fresh)
        merged[name] = _distinct(entered[name]) if name in entered else kept
    return merged


def _answer(household: Household, answers: Mapping[str, tuple[str, ...]]) -> None:
    """Makes the household's answers those given; rows of needs that stay are kept."""
    held = {one.need: one for one in household.answers}
    wanted = [(need, _ANSWER_OF[name]) for name in ANSWERS for need in _distinct(answers[name])]
    household.answers = [held.get(need) or NeedAnswer(need=need, agency_id=household.agency_id) for need, _ in wanted]
    for position, (row, (_, answer)) in enumerate(zip(household.answers, wanted, strict=True)):
        row.answer, row.position = answer, position


def _distinct(needs: tuple[str, ...]) -> tuple[str, ...]:
    first: dict[str, str] = {}
    for need in needs:
        first.setdefault(need.casefold(), need)
    return tuple(first.values())

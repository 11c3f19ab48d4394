"""What of a record its own person is given: third parties are left out, and birth parents until the age of 16.

Values in, values out. An adopted person may have adoption information at 16 in Scotland (the Adoption (Disclosure of
Information and Medical Information about Natural Parents) (Scotland) Regulations 2009); what identifies natural parents
is not disclosed before. Words that people wrote freely may name them, or anybody else, at every age: they are left out
until somebody has read them.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from consortium.retention.classes import years_after

AGE = 16
Facts = dict[str, Any]


@dataclass(frozen=True)
class LeftOut:
    """Fields that are not given, and the sentence that says why."""

    fields: tuple[str, ...]
    why: str


# What Schedule 1 holds in words: the particulars of `consortium.referrals.statutory`.
SCHEDULE = (
    "birth_details", "nationality", "appearance", "legal_status", "why_looked_after", "previous_involvement",
    "brothers_and_sisters", "contact_extent", "education", "personality", "interests",
)  # fmt: skip
BIRTH_PARENTS = LeftOut(
    ("family_name", "home_address", "contact_postcode", "excluded_areas", "health", "background", *SCHEDULE),
    "It may tell who the birth parents are, which is not told before the age of 16.",
)
WHEREABOUTS = LeftOut(
    (*SCHEDULE, "home_address", "nursery", "contact_postcode", "contact_sessions_per_week", "shown_to", "agency"),
    "The address may not be disclosed.",
)
OTHER_HOUSEHOLDS = LeftOut(("conflicts",), "It is about other households.")
OTHER_CHILDREN = LeftOut(("children", "children_in_placement"), "It is about children.")
WRITTEN_FREELY = "What people wrote in their own words may name others: somebody reads it first."
WORDS_OF_CHILD = LeftOut(
    ("health", "background", "reason", "end_note", "disruption_note", "notes", *SCHEDULE), WRITTEN_FREELY
)
PLANNED = LeftOut(
    ("reasons_of_decisions", "findings_of_assessments", "contact_agreement", "family_agreement"),
    "It is about the parents, or in words that may name others: somebody reads it first.",
)
WORDS_OF_HOUSEHOLD = LeftOut(("hold_reason", "reason", "end_note", "notes"), WRITTEN_FREELY)
MATCH_RUNS = LeftOut(("match_runs",), "What match runs worked out is kept as it was; a coordinator reads it.")
WORKERS = LeftOut(("workers",), "Who works on the record is not told by name.")


def is_under_16(born_on: date | None, *, on: date) -> bool:
    """Whether somebody born on a day is younger than 16 on another; whoever is not known to be older is."""
    return born_on is None or on < years_after(born_on, AGE)


def of_child(*, under_16: bool, address_hidden: bool) -> list[LeftOut]:
    """What a child is not given of the own record."""
    siblings = LeftOut(("siblings",), "It is about other children.")
    always = [OTHER_HOUSEHOLDS, siblings, WORDS_OF_CHILD, PLANNED, MATCH_RUNS, WORKERS]
    return [*([BIRTH_PARENTS] if under_16 else []), *([WHEREABOUTS] if address_hidden else []), *always]


def of_household() -> list[LeftOut]:
    """What carers are not given of their own record."""
    return [OTHER_CHILDREN, WORDS_OF_HOUSEHOLD, MATCH_RUNS, WORKERS]


def given(facts: Mapping[str, Any], *, rules: Collection[LeftOut]) -> Facts:
    """The facts without those that a rule leaves out."""
    hidden = {name for rule in rules for name in rule.fields}
    return {name: value for name, value in facts.items() if name not in hidden}

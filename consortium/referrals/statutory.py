"""Statutory content: what Schedule 1 of the Looked After Children (Scotland) Regulations 2009 asks of a child.

What is missing is shown and never demanded: a referral may search with any of it still to be found out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SOURCE = "Looked After Children (Scotland) Regulations 2009, Schedule 1 (ssi/2009/210)"


@dataclass(frozen=True)
class Item:
    """One item of the schedule: the field that holds it in words, and the fields without which it is not whole."""

    number: int
    field: str
    title: str
    also: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """All that has to be there for it to be whole."""
        return (self.field, *self.also)


ITEMS = (
    Item(
        1,
        "birth_details",
        "Place of birth, and the addresses of the child, the parents and relevant persons",
        also=("given_names", "family_name", "sex"),
    ),
    Item(2, "nationality", "Nationality, and anything more on race, religion and language"),
    Item(3, "appearance", "Physical description"),
    Item(4, "legal_status", "Legal status"),
    Item(5, "why_looked_after", "Why it is considered that the child be looked after"),
    Item(6, "previous_involvement", "Previous involvement with the child and the family"),
    Item(7, "brothers_and_sisters", "Brothers and sisters: born when, living where, looked after or not"),
    Item(8, "contact_extent", "Contact: with whom, how far, and what is known of it"),
    Item(9, "health", "Health history and health today"),
    Item(10, "education", "Education: nursery, school, early learning"),
    Item(11, "personality", "Personality and social development"),
    Item(12, "interests", "Interests"),
)
FIELDS = tuple(item.field for item in ITEMS)
# Those that the particulars hold already under a name of their own.
ELSEWHERE = frozenset({"health"})


def missing(known: Mapping[str, Any]) -> list[Item]:
    """The items of which nothing is recorded, or of which a field that belongs to them is not."""
    return [item for item in ITEMS if any(not known.get(name) for name in item.fields)]

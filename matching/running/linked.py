"""Both sides of a link fact by fact, from today's records, as far as both are open to whoever looks.

A fact is told where each field that it is made of may be read: what one side asks and the other offers is of no use by
halves, and a verdict would tell the half that is withheld. What the link itself fills or blocks, places and open links,
is left out.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from consortium import disclosure
from consortium.access import Viewer
from consortium.floor import clock
from consortium.linking import links
from consortium.linking.links import LinkStatus
from matching.pool import Pool
from matching.reasons.comparison import Fact, facts
from matching.running import loading

# By the bar or merit that a fact is about: the fields of the child, and of the household, that it tells.
TELLS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    code: (frozenset(of_child.split()), frozenset(of_household.split()))
    for code, of_child, of_household in (
        ("not_dual_approved", "needed_by", "approved_fostering_on approved_adoption_on"),
        ("review_overdue", "needed_by", "review_due_on"),
        ("not_available", "needed_by", "available_from hold_until"),
        ("age_outside_approval", "age_months needed_by", "min_age_months max_age_months"),
        ("sex_outside_approval", "sex", "sexes"),
        ("need_declined", "needs", "yes_needs discuss_needs no_needs"),
        ("excluded_area", "excluded_areas", "postcode"),
        ("known_conflict", "conflicts", "household_ref"),
        ("too_far", "contact_postcode max_travel_minutes", "postcode max_travel_minutes"),
        ("experience", "needs", "experience"),
        ("language", "language", "languages"),
        ("ethnicity", "ethnicity", "ethnicity"),
        ("religion", "religion", "religion"),
    )
}
BEFORE_MOVE_IN = (*links.EXPLORED, LinkStatus.PROPOSED, LinkStatus.APPROVED, LinkStatus.INTRODUCTIONS)


def compared(viewer: Viewer, *, link_id: UUID) -> list[Fact]:
    """The facts of a linked pair that the viewer may read; a look at both records, and written down as one.

    None once the child has moved in: what both were looked at for is past.
    """
    link = links.get(viewer, link_id=link_id)
    if link.status not in BEFORE_MOVE_IN:
        return []
    problem = loading.pair(referral=link.referral, household=link.household, as_of=clock.today())
    found = facts(problem, Pool(problem), referral=0, household=0)
    asking = disclosure.view_referral(viewer, link.referral).get("children", [])
    offering = disclosure.view_household(viewer, link.household)
    return list(_open(found, {child.get("child_ref"): child for child in asking}, offering))


def _open(
    found: Iterable[Fact], children: Mapping[str | None, Mapping[str, object]], home: Mapping[str, object]
) -> Iterable[Fact]:
    for fact in found:
        of_child, of_household = TELLS.get(fact.code, (None, None))
        asked = [children.get(fact.child, {})] if fact.child else list(children.values())
        if of_child is None or of_household is None or not asked:
            continue
        if all(of_child <= child.keys() for child in asked) and of_household <= home.keys():
            yield fact

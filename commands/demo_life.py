"""The life of a demo: what its people have done since the first match, so that every page has something real to show.

All of it goes through the verbs, in the names of those who may; days count back from the day the demo is made.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from uuid import UUID

from commands import demo_cast, demo_links, demo_placed, demo_referred
from commands.demo_cast import Cast
from commands.demo_people import SignIn
from commands.listing import everything
from consortium import carers, placements, referrals
from consortium.carers import Household
from consortium.floor import clock
from consortium.floor.db import transaction
from consortium.linking import links
from consortium.schedule import ledger, reminders
from matching.running import suggestions

Act = Callable[[Cast, UUID], None]
OF_OWN: Sequence[Act] = (demo_links.moving_in, demo_links.recommended)
OF_OTHERS: Sequence[Act] = (demo_links.proposed, demo_links.declined)


def live(staff: Sequence[SignIn]) -> None:
    """Lets the people of a demo act, then tells whose steps are due. Call it outside any transaction."""
    with transaction():
        cast = demo_cast.of(staff)
        own, others = _suggested(cast)
        home = next(_experienced(cast), None)
    acts = [*zip(OF_OWN, own, strict=False), *zip(OF_OTHERS, others, strict=False)]
    for act, key in [*acts, *([(demo_placed.settled, home)] if home else [])]:
        with transaction():
            act(cast, key)
    with transaction():
        demo_referred.referred(cast)
        demo_referred.asked(cast, homes=_free(cast))
    ledger.once(reminders.JOB, period=clock.today())  # of today, at whatever hour the demo is made


def _suggested(cast: Cast) -> tuple[list[UUID], list[UUID]]:
    """What the run suggested with the agency's households: for the authority's children, and for others'."""
    homes = {one.ref for one in everything(carers.visible(cast.agency))}
    children = {one.ref for one in everything(referrals.visible(cast.worker))}
    found = [one for one in everything(suggestions.visible(cast.coordinator)) if one.household_ref in homes]
    own = [one.id for one in found if one.referral_ref in children]
    return own, [one.id for one in found if one.referral_ref not in children]


def _free(cast: Cast) -> list[Household]:
    """The agency's households that nobody lives with, is linked with or was suggested for, by reference."""
    found = everything(carers.visible(cast.agency))
    ids = [one.id for one in found]
    suggested = {one.household_ref for one in everything(suggestions.visible(cast.coordinator))}
    busy = {*placements.children_on(clock.today(), household_ids=ids), *links.open_counts(household_ids=ids)}
    return [one for one in found if one.ref not in suggested and one.id not in busy]


def _experienced(cast: Cast) -> Iterator[UUID]:
    """Those of them that were approved long enough ago to have had a child with them for half a year."""
    before = clock.today() - timedelta(days=demo_placed.MATCHED)
    for one in _free(cast):
        days = (one.approved_fostering_on, one.approved_adoption_on)
        if all(day is not None and day < before for day in days) and (one.max_age_months or 0) >= 12:
            yield one.id

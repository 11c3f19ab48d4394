"""The routes of what would help a run: changes that people may be asked for, and the questions to ask first."""

from dataclasses import asdict
from uuid import UUID

from api.operations import Door, Values
from api.schemas.remedies import PartyNamed, ReferralNamed, Remedies, Unanswered
from consortium.access import Viewer
from matching.running import missing_facts, remedying

ONE = "/match-runs/<uuid:run_id>"
door = Door("remedies")


@door.reads(f"{ONE}/remedies", Remedies, may="suggestions.read", asks=ReferralNamed, audited=True)
def of_referral(viewer: Viewer, run_id: UUID, query: Values) -> Values:
    """Read which one or two changes would bring a referral a suggestion; a look at it and at what would change."""
    told = asdict(remedying.of_referral(viewer, run_id=run_id, **query))
    return told | {"remedies": told["found"]}


@door.reads(f"{ONE}/unanswered", Unanswered, may="suggestions.read", asks=PartyNamed, audited=True)
def unanswered(viewer: Viewer, run_id: UUID, query: Values) -> Values:
    """Read which unanswered questions could change a run's plan most, for each agency and authority or for one."""
    return asdict(missing_facts.of_run(viewer, run_id=run_id, **query))

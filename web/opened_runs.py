"""A finished run as a page opens it: as its viewer may read it, with the names of the members that it speaks of."""

from consortium import members
from consortium.floor.errors import NotFound
from matching.running import runs
from web import outcomes
from web.auth import viewer
from web.paging import everything


def read(run: runs.MatchRun) -> outcomes.Outcome:
    """What a run found; none of one that is not done."""
    if run.document is None:
        raise NotFound
    return outcomes.read(document=runs.result(viewer(), run_id=run.id), snapshot=run.snapshot)


def names() -> dict[str, str]:
    """Members by their codes."""
    return {one.code: one.name for one in everything(members.visible(viewer()))}

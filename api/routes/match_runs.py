"""The routes of match runs and of what each found."""

from collections.abc import Iterator, Sequence
from functools import cache, partial
from uuid import UUID

from flask import Response

from api.operations import Door, Values
from api.paging import Listing
from api.routes.suggestions import shown as shown_suggestions
from api.schemas.match_runs import MatchRun, MatchRunSearch, MatchRunStart, Unmatched
from api.schemas.suggestions import Suggestion
from consortium import consortia
from consortium.access import Viewer
from matching.running import runs, starting, suggestions

ONE = "/match-runs/<uuid:run_id>"
door = Door("match_runs")


@door.lists("/match-runs", MatchRun, may="runs.read", asks=MatchRunSearch)
def index(viewer: Viewer, query: Values) -> Listing:
    """List the runs that you may see, the latest first."""
    shown = partial(_shown, viewer=viewer)
    return Listing(runs.visible(viewer, **query), by="created_at", shown=shown, newest_first=True)


@door.creates("/match-runs", MatchRun, may="runs.start", takes=MatchRunStart())
def start(viewer: Viewer, body: Values) -> Values:
    """Start a run as of a day; a small one is done when this answers."""
    codes = body.get("consortia")
    ids = codes and {consortia.by_code(viewer, code=code).id for code in codes}
    chosen = {"as_of": body.get("as_of"), "policy_id": body.get("policy_id")}
    return next(_shown([starting.start(viewer, consortium_ids=ids, **chosen)], viewer=viewer))


@door.reads(ONE, MatchRun, may="runs.read")
def read(viewer: Viewer, run_id: UUID) -> Values:
    """Read one run: where it stands, and what it looked at."""
    return next(_shown([runs.get(viewer, run_id=run_id)], viewer=viewer))


@door.reads(f"{ONE}/result", None, may="runs.read")
def result(viewer: Viewer, run_id: UUID) -> Response:
    """Give the exact bytes of the result, the same that `consortium match` writes."""
    response = Response(runs.result(viewer, run_id=run_id), mimetype="application/json")
    response.add_etag()
    return response


@door.lists(f"{ONE}/suggestions", Suggestion, may="suggestions.read")
def suggested(viewer: Viewer, run_id: UUID, query: Values) -> Listing:
    """List what one run suggests, the most urgent first."""
    run = runs.get(viewer, run_id=run_id)
    return Listing(suggestions.visible(viewer, run_id=run.id), by="position", shown=shown_suggestions)


@door.lists(f"{ONE}/unmatched", Unmatched, may="suggestions.read")
def unmatched(viewer: Viewer, run_id: UUID, query: Values) -> Listing:
    """List the referrals for which one run found no household, and why."""
    run = runs.get(viewer, run_id=run_id)
    return Listing(suggestions.unmatched(viewer, run_id=run.id), by="position", shown=_shown_unmatched)


def _shown(found: Sequence[runs.MatchRun], *, viewer: Viewer) -> Iterator[Values]:
    code = cache(lambda consortium_id: consortia.get(viewer, consortium_id=consortium_id).code)
    names = ("id", "number", "status", "as_of", "policy_version", "inputs_sha256", "solved_with", "started_by")
    for run in found:
        told = {name: getattr(run, name) for name in (*names, "is_preview", "created_at", "finished_at")}
        codes = sorted(code(one.consortium_id) for one in run.consortia)
        yield told | {"error": run.error or None, "consortia": codes}


def _shown_unmatched(found: Sequence[suggestions.Unmatched]) -> Iterator[Values]:
    for one in suggestions.told_unmatched(found):
        yield one | {"match_run_id": one.pop("run_id")}

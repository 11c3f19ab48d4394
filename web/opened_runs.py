"""A finished run as a page opens it: as its viewer may read it, with the names of the members that it speaks of."""

import re
from collections.abc import Callable

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


def naming(known: dict[str, str]) -> Callable[[str], str]:
    """Says a sentence with the names of members where it has their codes."""
    codes = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    pattern = re.compile(rf"(?<![\w-])(?:{codes})(?![\w-])")
    return lambda sentence: pattern.sub(lambda found: known[found[0]], sentence) if known else sentence

"""How scenarios forget a record that is erased: all of a run that looked at it are deleted, whatever they supposed."""

from hashlib import sha256

import sqlalchemy as sa

from consortium.floor.db import db, flush
from consortium.retention import traces
from consortium.retention.traces import Gone
from matching.running.erasing import name_in, runs_that_may_have_looked
from matching.running.runs import MatchRun
from matching.scenarios.scenarios import Scenario


def forget(gone: Gone) -> None:
    """Deletes the scenarios of every run that names the record, or named it before the run itself forgot it."""
    asked = sa.select(Scenario.run_id).where(Scenario.run_id.in_(runs_that_may_have_looked(gone))).distinct()
    for run_id in db.session.scalars(asked).all():
        run = db.session.get_one(MatchRun, run_id)
        if name_in(gone, seen=run.inputs) is None and sha256(run.snapshot).hexdigest() == run.inputs_sha256:
            continue
        for one in db.session.scalars(sa.select(Scenario).where(Scenario.run_id == run_id)):
            db.session.delete(one)
    flush()


traces.offer("scenarios", forget)

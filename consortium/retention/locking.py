"""The lock on a record: whoever is about to write of it comes before its erasure, or finds it done."""

import sqlalchemy as sa

from consortium.floor.db import db
from consortium.floor.errors import Conflict
from consortium.floor.guard import whole
from consortium.rights.cases import Case


@whole("nothing is written of a record while it is erased")
def lock(case: Case) -> None:
    """Holds a record that the caller reached until the transaction ends, as it is now; refused where it was erased."""
    table = type(case)
    fresh = sa.select(table).where(table.id == case.id).with_for_update(of=table)
    db.session.scalars(fresh.execution_options(populate_existing=True)).one()
    if case.erased_on is not None:
        raise Conflict("This record was erased meanwhile.", code="erased")

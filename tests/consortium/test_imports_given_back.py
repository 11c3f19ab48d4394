"""What an import gave back tells of people: it is read by who may still send such a sheet, for the same employer."""

from dataclasses import replace

import pytest

from consortium.access import Role
from consortium.floor.errors import NotFound
from consortium.importing import imports
from tests import factories

pytestmark = pytest.mark.usefixtures("records")
BAD = b"referral_ref,child_ref,authority_code,date_of_birth\nR-1,C1,S12000036,soon\n"


@pytest.mark.parametrize("change", ["role", "act", "employer"])
def test_who_may_send_the_kind_no_more_reads_no_more_what_was_given_back(change):
    factories.pool()
    worker = factories.viewer(Role.AUTHORITY_WORKER, at=factories.EDINBURGH)
    taken = imports.take(worker, kind="children", content=BAD, filename="children.csv")
    finance = {"roles": {key: frozenset({Role.FINANCE_OFFICER}) for key in worker.roles}}
    changes = {"role": finance, "act": {"acts": frozenset({"imports.read"})}, "employer": {"member_id": None}}

    later = replace(worker, **changes[change])

    assert imports.get(worker, import_id=taken.id) is taken
    with pytest.raises(NotFound):
        imports.get(later, import_id=taken.id)

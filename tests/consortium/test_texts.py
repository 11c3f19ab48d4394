"""The floor beneath every form: no text that its column cannot hold, and none with what nobody can see."""

from typing import Any

import pytest

from consortium import members
from consortium.access import OPERATOR, MemberKind
from consortium.floor.db import db
from consortium.floor.errors import Invalid
from tests import factories

pytestmark = pytest.mark.usefixtures("records")


def add(**values: Any) -> members.Member:
    factories.consortium()
    known = {"code": "ROWAN", "name": "Rowan", "kind": MemberKind.AGENCY, "consortium_code": "EAST"}
    return members.add(OPERATOR, **(known | values))


@pytest.mark.asvs("2.2.2")
@pytest.mark.parametrize(
    "values", [{"code": "A" * 300}, {"name": "n" * 5000}, {"code": "A\0B"}, {"name": "B\u202eX"}, {"name": "a\x1bb"}]
)
def test_text_that_is_too_long_or_hides_something_is_refused_and_not_kept(values: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        add(**values)

    db.session.rollback()
    assert db.session.query(members.Member).count() == 0


def test_names_in_gaelic_and_of_full_length_are_kept_as_typed() -> None:
    name = ("Comhairle nan Eilean Siar – ò à ù " * 9)[:200].strip()

    assert add(name=name).name == name

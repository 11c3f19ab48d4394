"""Lists: a select of a noun in, its rows out, for commands that go through all of them."""

from typing import Any

from sqlalchemy import Select

from consortium.floor.db import db


def everything(select: Select[Any]) -> list[Any]:
    """The rows, each once."""
    return list(db.session.scalars(select).unique())

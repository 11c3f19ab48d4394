"""Lists in pages: a select in, one page of it out."""

from typing import Any

from flask import request, url_for
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import Select

from consortium.db import db

PER_PAGE = 50


def page(select: Select[Any]) -> Pagination:
    """The page of the list that the address asks for; a page that does not exist is not found."""
    return db.paginate(select, per_page=PER_PAGE, max_per_page=PER_PAGE)


def everything(select: Select[Any]) -> list[Any]:
    """The whole of a list that is short by its nature, such as the members of a consortium."""
    return list(db.session.scalars(select).unique())


def again(**changes: object) -> str:
    """The address of this page with some of its questions changed; None takes a question away."""
    asked = {**request.args.to_dict(), **(request.view_args or {}), **changes}
    return url_for(request.endpoint or "", **{name: value for name, value in asked.items() if value is not None})

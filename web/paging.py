"""Lists in pages: a select in, one page of it out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import request, url_for
from flask_sqlalchemy.pagination import Pagination, SelectPagination
from sqlalchemy import Select
from sqlalchemy.orm import lazyload

from consortium.floor.db import db
from consortium.floor.errors import NotFound

PER_PAGE = 50
LONGEST_NUMBER = 6


def page(select: Select[Any]) -> Pagination:
    """The page of the list that the address asks for; a page that does not exist is not found."""
    return _Counted(select=select, session=db.session, page=_number(), per_page=PER_PAGE, max_per_page=PER_PAGE)


class _Counted(SelectPagination):
    """The pages of a select whose rows are counted within the same scope."""

    def _query_count(self) -> int:
        chosen: Select[Any] = self._query_args["select"]
        rows = chosen.options(lazyload("*")).order_by(None).subquery()
        counted = sa.select(sa.func.count()).select_from(rows)
        return db.session.scalar(counted.execution_options(**chosen.get_execution_options())) or 0


def everything(select: Select[Any]) -> list[Any]:
    """The whole of a list that is short by its nature, such as the members of a consortium."""
    return list(db.session.scalars(select).unique())


def again(**changes: object) -> str:
    """The address of this page with some of its questions changed; None takes a question away."""
    asked = {**request.args.to_dict(), **changes}
    questions = urlencode({name: value for name, value in asked.items() if value is not None})
    place = url_for(request.endpoint or "", **(request.view_args or {}))
    return f"{place}?{questions}" if questions else place


def _number() -> int:
    """The page that the address asks for; one that no list can have is not found."""
    asked = request.args.get("page", "1")
    if not asked.isascii() or not asked.isdigit() or len(asked) > LONGEST_NUMBER:
        raise NotFound
    return int(asked)


@dataclass(frozen=True)
class Cut:
    """One page of a list that is already in memory, named as the pages of a select are."""

    rows: Sequence[Any]
    page: int

    @property
    def items(self) -> Sequence[Any]:
        """The rows of this page."""
        return self.rows[(self.page - 1) * PER_PAGE : self.page * PER_PAGE]

    @property
    def total(self) -> int:
        """How many rows there are in all."""
        return len(self.rows)

    @property
    def pages(self) -> int:
        """How many pages they fill."""
        return max(1, -(-len(self.rows) // PER_PAGE))

    @property
    def first(self) -> int:
        """The number of this page's first row."""
        return (self.page - 1) * PER_PAGE + 1

    @property
    def last(self) -> int:
        """The number of this page's last row."""
        return min(self.page * PER_PAGE, len(self.rows))

    @property
    def has_prev(self) -> bool:
        """Whether there is a page before."""
        return self.page > 1

    @property
    def has_next(self) -> bool:
        """Whether there is a page after."""
        return self.page < self.pages

    @property
    def prev_num(self) -> int:
        """The number of the page before."""
        return self.page - 1

    @property
    def next_num(self) -> int:
        """The number of the page after."""
        return self.page + 1


def cut(rows: Sequence[Any]) -> Cut:
    """The page of rows that the address asks for; a page that does not exist is not found."""
    found = Cut(rows, _number())
    if not 1 <= found.page <= found.pages:
        raise NotFound
    return found

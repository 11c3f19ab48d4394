"""Two tiny tables that break the house's borders: money that points at a match, by key and by relationship."""

from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import DeclarativeBase, relationship


class Elsewhere(DeclarativeBase):
    """Keeps these tables apart from the product's own."""


class Run(Elsewhere):
    """Stands for a table of the room that matches."""

    __tablename__ = "runs"
    __module__ = "matching.running.runs"

    id = Column(Integer, primary_key=True)


class Purchase(Elsewhere):
    """Stands for a table of the room that promises."""

    __tablename__ = "purchases"
    __module__ = "contracts.purchases"

    id = Column(Integer, primary_key=True)
    run_id = Column(ForeignKey("runs.id"))
    run = relationship(Run)

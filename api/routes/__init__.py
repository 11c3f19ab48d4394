"""The routes, a module for each noun."""

from api.operations import Door
from api.routes import carers, members, referrals

DOORS: tuple[Door, ...] = (members.door, carers.door, referrals.door)

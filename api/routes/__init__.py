"""The routes, a module for each noun."""

from api.operations import Door

DOORS: tuple[Door, ...] = ()

"""The routes, a module for each noun."""

from api.operations import Door
from api.routes import (
    agreements,
    carers,
    commitments,
    consortia,
    imports,
    links,
    match_runs,
    members,
    people,
    pins,
    policies,
    positions,
    purchases,
    referrals,
    suggestions,
    trail,
)

DOORS: tuple[Door, ...] = (
    consortia.door,
    members.door,
    people.door,
    carers.door,
    referrals.door,
    links.door,
    trail.door,
    match_runs.door,
    suggestions.door,
    pins.door,
    policies.door,
    agreements.door,
    commitments.door,
    positions.door,
    purchases.door,
    imports.door,
)

"""The routes, a module for each noun."""

from api.operations import Door
from api.routes import (
    agreements,
    carers,
    commitments,
    consortia,
    imports,
    match_runs,
    members,
    pins,
    policies,
    positions,
    purchases,
    referrals,
    suggestions,
)

DOORS: tuple[Door, ...] = (
    consortia.door,
    members.door,
    carers.door,
    referrals.door,
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

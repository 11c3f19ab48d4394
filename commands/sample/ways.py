"""Travel minutes between the districts of households and of contact places, as a consortium would measure them."""

from random import Random
from typing import Any

from commands.sample.ground import Ground, minutes
from commands.sample.sizes import Size
from consortium import postcodes
from consortium.sheets.councils import ISLANDS

Values = dict[str, Any]
MEASURED = 0.9
"""So many of the ways are on file; for the others a match falls back on the straight line."""
FARTHEST = 180


def travel(
    chance: Random, size: Size, ground: Ground, households: list[Values], children: list[Values]
) -> list[Values]:
    """One row for each way between two districts of one consortium that somebody has measured."""
    found: dict[tuple[str, str], int] = {}
    agencies = {area.code: {agency.code for agency in area.agencies} for area in size.areas}
    for area in size.areas:
        homes = {one["postcode"] for one in households if one["agency"] in agencies[area.code]}
        contact = {one["contact_postcode"] for one in children if one["authority_code"] in area.councils}
        places = postcodes.places(homes | contact)
        for home in sorted(homes):
            for to in sorted(contact):
                way = postcodes.district_of(home), postcodes.district_of(to)
                if way not in found and (measured := _measured(chance, places[home], places[to])):
                    found[way] = measured
    return [{"from_district": home, "to_district": to, "minutes": taken} for (home, to), taken in sorted(found.items())]


def _measured(chance: Random, home: postcodes.Place, to: postcodes.Place) -> int | None:
    overseas = home.council != to.council and ISLANDS & {home.council, to.council}
    straight = minutes(home, to)
    if overseas or straight is None or straight > FARTHEST or chance.random() > MEASURED:
        return None
    return max(5, round(straight * chance.uniform(0.9, 1.2)))

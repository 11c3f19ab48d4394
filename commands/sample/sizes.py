"""How large each sample is, and who is in it: councils are real, agencies are invented."""

from dataclasses import dataclass

EAST = ("S12000036", "S12000047", "S12000010", "S12000019", "S12000026")
WEST = ("S12000049", "S12000038", "S12000050", "S12000045", "S12000018")
CENTRAL = ("S12000014", "S12000030", "S12000005", "S12000040")
TAYSIDE = ("S12000042", "S12000048", "S12000041")
NORTH = ("S12000033", "S12000034", "S12000020", "S12000017", "S12000013", "S12000023", "S12000027")
SOUTH_WEST = (
    "S12000006",
    "S12000008",
    "S12000011",
    "S12000021",
    "S12000028",
    "S12000029",
    "S12000035",
    "S12000039",
)


@dataclass(frozen=True)
class Agency:
    """An invented agency; `share` is its part of the households of each consortium it serves."""

    code: str
    name: str
    share: int


@dataclass(frozen=True)
class Area:
    """One consortium: its councils, its agencies, and its parts of the supply and of the demand."""

    code: str
    councils: tuple[str, ...]
    agencies: tuple[Agency, ...]
    supply: int
    demand: int


@dataclass(frozen=True)
class Size:
    """Everything that makes one sample larger than another."""

    areas: tuple[Area, ...]
    households: int
    referrals: int
    years: int
    purchases_a_year: int
    largest_minimum: int


ROWAN = Agency("ROWAN", "Rowanbank Family Trust", 3)
HARBOUR = Agency("HARBOUR", "Harbour Light Children's Society", 2)
KESTREL = Agency("KESTREL", "Kestrel Hill Fostering and Adoption", 2)
LINDEN = Agency("LINDEN", "Linden Early Years", 2)
TIDEWAY = Agency("TIDEWAY", "Tideway Families", 1)
MOSSBANK = Agency("MOSSBANK", "Mossbank Carers' Association", 1)

_EAST = Area("EAST", EAST, (ROWAN, HARBOUR), supply=18, demand=11)
_WEST = Area("WEST", WEST, (KESTREL,), supply=7, demand=9)
_NATION = (
    Area("EAST", EAST + CENTRAL, (ROWAN, HARBOUR), supply=32, demand=28),
    Area("WEST", WEST, (KESTREL, LINDEN), supply=24, demand=34),
    Area("NORTH", NORTH + TAYSIDE, (TIDEWAY, HARBOUR), supply=24, demand=20),
    Area("SOUTH-WEST", SOUTH_WEST, (MOSSBANK, KESTREL), supply=20, demand=18),
)

SIZES = {
    "demo": Size((_EAST, _WEST), households=25, referrals=20, years=2, purchases_a_year=8, largest_minimum=3),
    "year": Size(
        (Area("EAST", EAST + CENTRAL, (ROWAN, HARBOUR, LINDEN), supply=1, demand=1),),
        households=36,
        referrals=55,
        years=2,
        purchases_a_year=20,
        largest_minimum=4,
    ),
    "national": Size(_NATION, households=300, referrals=440, years=10, purchases_a_year=300, largest_minimum=4),
    "stress": Size(_NATION, households=2_000, referrals=2_000, years=10, purchases_a_year=300, largest_minimum=4),
}

"""The 32 councils of Scotland by their ONS codes, and the codes that were reissued."""

COUNCILS: dict[str, str] = {
    "S12000005": "Clackmannanshire",
    "S12000006": "Dumfries and Galloway",
    "S12000008": "East Ayrshire",
    "S12000010": "East Lothian",
    "S12000011": "East Renfrewshire",
    "S12000013": "Na h-Eileanan Siar",
    "S12000014": "Falkirk",
    "S12000017": "Highland",
    "S12000018": "Inverclyde",
    "S12000019": "Midlothian",
    "S12000020": "Moray",
    "S12000021": "North Ayrshire",
    "S12000023": "Orkney Islands",
    "S12000026": "Scottish Borders",
    "S12000027": "Shetland Islands",
    "S12000028": "South Ayrshire",
    "S12000029": "South Lanarkshire",
    "S12000030": "Stirling",
    "S12000033": "Aberdeen City",
    "S12000034": "Aberdeenshire",
    "S12000035": "Argyll and Bute",
    "S12000036": "City of Edinburgh",
    "S12000038": "Renfrewshire",
    "S12000039": "West Dunbartonshire",
    "S12000040": "West Lothian",
    "S12000041": "Angus",
    "S12000042": "Dundee City",
    "S12000045": "East Dunbartonshire",
    "S12000047": "Fife",
    "S12000048": "Perth and Kinross",
    "S12000049": "Glasgow City",
    "S12000050": "North Lanarkshire",
}

# Same council, new code after a boundary change (ONS Code History).
ALIASES: dict[str, str] = {
    "S12000009": "S12000045",
    "S12000015": "S12000047",
    "S12000024": "S12000048",
    "S12000043": "S12000049",
    "S12000044": "S12000050",
    "S12000046": "S12000049",
}

ISLANDS = frozenset({"S12000013", "S12000023", "S12000027"})
"""Councils that no road reaches: Na h-Eileanan Siar, Orkney Islands, Shetland Islands."""


def current(code: str) -> str:
    """The code in force for a council; a code that was never reissued comes back as it is."""
    return ALIASES.get(code, code)


def name_of(code: str) -> str:
    """The council's name for people; the code itself where it is no Scottish council."""
    return COUNCILS.get(current(code), code)

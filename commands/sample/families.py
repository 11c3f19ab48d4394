"""What families are like: chances of needs, answers, languages and backgrounds, as plain data."""

from random import Random

NEEDS = {
    "prenatal_drugs": 0.34,
    "mental_health_family": 0.32,
    "domestic_abuse_history": 0.36,
    "developmental_uncertainty": 0.26,
    "prenatal_alcohol": 0.22,
    "neonatal_abstinence": 0.18,
    "learning_disability_family": 0.14,
    "paternity_unknown": 0.12,
    "prematurity": 0.10,
    "sibling_contact": 0.14,
    "blood_borne_virus": 0.05,
    "genetic_condition": 0.03,
    "sensory_impairment": 0.02,
    "physical_disability": 0.02,
}
"""How often a need is recorded for a child of a concurrency referral."""

REFUSED = {
    "blood_borne_virus": 0.30,
    "genetic_condition": 0.30,
    "physical_disability": 0.28,
    "complex_health": 0.45,
    "prenatal_alcohol": 0.14,
    "sensory_impairment": 0.20,
    "mental_health_family": 0.10,
    "learning_disability_family": 0.12,
}
"""How often a household answers no; others are refused by one in twenty-five."""

ETHNICITIES = {
    "White Scottish": 70,
    "White British": 9,
    "White Polish": 4,
    "Pakistani Scottish": 4,
    "African": 4,
    "Mixed": 6,
    "Indian Scottish": 2,
    "Gypsy/Traveller": 1,
}
RELIGIONS = {
    "None": 52,
    "Church of Scotland": 20,
    "Roman Catholic": 16,
    "Muslim": 6,
    "Hindu": 2,
    "Other Christian": 4,
}
LANGUAGES = {"English": 88, "Polish": 4, "Urdu": 3, "Gaelic": 2, "Arabic": 2, "British Sign Language": 1}


def pick(chance: Random, weighted: dict[str, int]) -> str:
    """One word, as often as its weight says."""
    return chance.choices(list(weighted), weights=list(weighted.values()))[0]


def needs(chance: Random) -> list[str]:
    """The recorded needs of one child."""
    return [need for need, often in NEEDS.items() if chance.random() < often]


def answers(chance: Random) -> dict[str, list[str]]:
    """A household's answers to needs; some questions have not been asked yet."""
    given: dict[str, list[str]] = {"yes_needs": [], "discuss_needs": [], "no_needs": []}
    for need in [*NEEDS, "complex_health", "high_contact"]:
        drawn, refused = chance.random(), REFUSED.get(need, 0.04)
        if drawn < refused:
            given["no_needs"].append(need)
        elif drawn < refused + 0.18:
            given["discuss_needs"].append(need)
        elif drawn < 0.88:
            given["yes_needs"].append(need)
    return given

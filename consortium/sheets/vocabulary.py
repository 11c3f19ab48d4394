"""The closed and the extensible lists of words that cells are made of."""

URGENCIES = ("urgent", "soon", "routine")
SEXES = ("F", "M")
MEMBER_KINDS = ("authority", "agency", "partner", "observer")
DECISIONS = ("pin", "forbid")
UNIT_BASES = ("child", "sibling_group")
COUNT_EVENTS = ("moved_in", "match_approved")
CHARGES = ("placement_fee", "fostering_weekly", "contact_hourly", "monthly_after_12")
VAT_TREATMENTS = ("exempt", "standard", "zero", "outside")

# Extensible: a code that is not here is taken, with a notice.
NEEDS = (
    "prenatal_alcohol",
    "prenatal_drugs",
    "neonatal_abstinence",
    "blood_borne_virus",
    "prematurity",
    "developmental_uncertainty",
    "learning_disability_family",
    "mental_health_family",
    "genetic_condition",
    "physical_disability",
    "sensory_impairment",
    "complex_health",
    "paternity_unknown",
    "domestic_abuse_history",
    "high_contact",
    "sibling_contact",
)
END_REASONS = (
    "reunified_parent",
    "kinship",
    "adopted_by_concurrent_carers",
    "moved_other_adopters",
    "moved_other_foster",
    "long_term_foster",
    "carer_request",
    "allegation",
    "approval_removed",
    "child_died",
    "aborted_before_move_in",
)

"""The words that people read for the codes of plans and agreements, on pages and in documents."""

PLANS = {"reunification": "Return home", "adoption": "Adoption"}
PLAN_STATES = {"live": "Live", "ruled_out": "Ruled out"}
PLAN_ACTS = {"ruled_out": "ruled out", "reversed": "live again: the decision was taken back"}
RECOMMENDATIONS = {
    "return_home": "Return home",
    "kinship": "Family or friends",
    "adoption": "Adoption",
    "more_time": "More time",
}
SIDES = {"authority": "Authority", "agency": "Agency"}

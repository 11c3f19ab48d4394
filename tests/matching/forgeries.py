"""Ways to tamper with the file of a run, each with the claim that has to fail for it."""

import json
from typing import Any

from matching.replaying import replay
from tests.matching.replays import exported, town

Content = dict[str, Any]
FILE = exported(town())


def content() -> Content:
    found: Content = json.loads(FILE)
    return found


def row_of(told: Content, referral: str, household: str) -> list[int]:
    """A pair's row in the proof."""
    places = [[one["ref"] for one in told["inputs"][side]] for side in ("referrals", "households")]
    pair = [places[0].index(referral), places[1].index(household)]
    return next(row for row in told["proof"]["pairs"] if row[:2] == pair)


def suggested(told: Content) -> dict[str, str]:
    return {one["referral_ref"]: one["household_ref"] for one in told["result"]["suggestions"]}


def mates_of(told: Content, pairs: dict[str, str]) -> None:
    """Another plan in the place of the one found, with everything else that follows from it."""
    result, inputs, merits = told["result"], told["inputs"], replay.MERIT_CODES
    rows = {ref: dict(zip(replay.COLUMNS, row_of(told, ref, home), strict=True)) for ref, home in pairs.items()}
    result["suggestions"] = [
        {
            "referral_ref": ref,
            "household_ref": pairs[ref],
            "points": sum(row[code] for code in merits),
            "merits": {code: row[code] for code in merits},
            "kept": [ref, pairs[ref]] in inputs["previous"],
        }
        for ref, row in sorted(rows.items())
    ]
    sums = {urgency: sum(row[urgency] for row in rows.values()) for urgency in ("urgent", "soon", "routine")}
    result["objective"] = sums | {"points": sum(one["points"] for one in result["suggestions"])}
    days, children = sum(row["days"] for row in rows.values()), sum(sums.values())
    result["certificate"] |= {"days": days, "children": children}
    left = [one["ref"] for one in inputs["referrals"] if one["ref"] not in pairs]
    result["unmatched"] = [{"referral_ref": ref, "reasons": []} for ref in left]


def raise_point(told: Content) -> None:
    row_of(told, "R-2", "H-3")[replay.COLUMNS.index("waiting")] += 80


def lower_point(told: Content) -> None:
    row_of(told, "R-2", "H-3")[replay.COLUMNS.index("waiting")] -= 1


def change_own_point(told: Content) -> None:
    row_of(told, *next(iter(suggested(told).items())))[replay.COLUMNS.index("waiting")] += 1


def change_told_points(told: Content) -> None:
    told["result"]["suggestions"][0]["points"] += 1


def claim_more(told: Content) -> None:
    told["result"]["objective"]["urgent"] += 1


def leave_one_out(told: Content) -> None:
    mates_of(told, {ref: home for ref, home in suggested(told).items() if ref != "R-1"})


def prefer_the_less_urgent(told: Content) -> None:
    mates_of(told, {ref: home for ref, home in suggested(told).items() if ref != "R-1"} | {"R-2": "H-1"})


def swap_households_of_plan(told: Content) -> None:
    mates_of(told, suggested(told) | {"R-5": "H-2", "R-3": "H-2"})


def suggest_one_twice(told: Content) -> None:
    told["result"]["suggestions"].append(told["result"]["suggestions"][0])


def swap_households_of_inputs(told: Content) -> None:
    homes = told["inputs"]["households"]
    homes[0], homes[1] = homes[1], homes[0]


def drop_pair(told: Content) -> None:
    told["proof"]["pairs"].remove(row_of(told, "R-2", "H-3"))


def drop_pair_and_recount(told: Content) -> None:
    told["proof"]["pairs"].remove(row_of(told, "R-2", "H-3"))
    for stages in (told["proof"]["stages"], told["result"]["certificate"]["stages"]):
        stages[0]["pairs"] -= 1


def alter_weight(told: Content) -> None:
    told["proof"]["stages"][0]["weights"][0] += 1


def alter_bound(told: Content) -> None:
    told["proof"]["stages"][0]["bound"] -= 1


def drop_last_stage(told: Content) -> None:
    del told["proof"]["stages"][-1]


def make_urgent(told: Content) -> None:
    told["inputs"]["referrals"][1]["children"][0]["urgency"] = "urgent"


def pin_another(told: Content) -> None:
    told["inputs"]["pins"][0]["household_ref"] = "H-5"


def lower_an_age(told: Content) -> None:
    told["inputs"]["households"][2]["max_age_months"] = 0


def move_a_placement_day(told: Content) -> None:
    told["inputs"]["referrals"][0]["placement_day"] = "2026-11-25"


def weigh_anew(told: Content) -> None:
    for part in ("inputs", "result"):
        told[part]["policy"]["merits"]["waiting"] = 9


def another_day(told: Content) -> None:
    told["run"]["as_of"] = "2026-11-20"


TAMPERINGS = [
    # what is done; the claim that has to fail; whether the checker, which takes pairs and points as given, sees it
    (raise_point, "certificate", True),
    (lower_point, "rules", False),
    (change_own_point, "rules", True),
    (change_told_points, "suggestions", True),
    (claim_more, "suggestions", True),
    (leave_one_out, "certificate", True),
    (prefer_the_less_urgent, "certificate", True),
    (swap_households_of_plan, "suggestions", True),
    (suggest_one_twice, "suggestions", True),
    (swap_households_of_inputs, "rules", True),
    (drop_pair, "rules", True),
    (drop_pair_and_recount, "rules", False),
    (alter_weight, "certificate", True),
    (alter_bound, "certificate", False),
    (drop_last_stage, "certificate", True),
    (make_urgent, "rules", True),
    (pin_another, "solved_again", True),
    (lower_an_age, "rules", False),
    (move_a_placement_day, "inputs", True),
    (weigh_anew, "rules", False),
    (another_day, "inputs", False),
]

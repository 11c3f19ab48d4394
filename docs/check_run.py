"""Confirms a match run without the software that made it: python3 check_run.py FILE (from `consortium run export`)."""
# Which pairs are possible, and their points, it takes from the file: `consortium run verify` works those out again.

import hashlib
import json
import sys
from datetime import date

URGENCIES = ["urgent", "soon", "routine"]


def confirm(holds, claim):
    if not holds:
        raise ValueError(claim)


def digest_of(content):
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def costs_of(row, inputs):
    """What a pair costs each aim, the less the better; all but its points as the inputs tell. Last comes a digest."""
    confirm(min(row.values()) >= 0, "no number of a pair is below 0")
    referral, household = inputs["referrals"][row["referral"]], inputs["households"][row["household"]]
    most = min((child["urgency"] for child in referral["children"]), key=URGENCIES.index)
    told = {urgency: -len(referral["children"]) if urgency == most else 0 for urgency in URGENCIES}
    told["days"] = (date.fromisoformat(referral["placement_day"]) - date.fromisoformat(inputs["as_of"])).days
    told["digest"] = int(hashlib.sha256(f"{referral['ref']}\0{household['ref']}".encode()).hexdigest()[:10], 16)
    confirm(all(row[aim] == abs(told[aim]) for aim in told), f"{referral['ref']} with {household['ref']} is as told")
    return told | {"points": -sum(row[merit] for merit in inputs["policy"]["merits"])}


def prove(stage, pairs, plan, must):
    """One stage: no plan of these pairs costs less than ours. Returns what the plans that cost the same have in common.

    WEAK DUALITY. A plan is any set of the pairs with nobody in two of them and everybody of `must` in one. Let a pair
    cost c, and u and v be the dual values of its sides, with c + u + v >= 0 for every pair, and none below 0 but of who
    is in `must`. Then for every plan: the sum of c over its pairs >= minus the sum of u + v over its pairs >= minus the
    sum of all u and v, since whoever is in no pair has a value of 0 or more. Ours costs just that, so none costs less.
    SLACKNESS. A plan costs that if and only if each of its pairs has c + u + v = 0 and everybody with a value above 0
    is in a pair. The next stage takes these pairs alone and adds these people to `must`: all plans as good, no others.
    WEIGHTS. The aims of a stage share a cost, w1*a1 + w2*a2 + ... Where each w is more than all lower terms together
    can differ by between two plans, a plan that is better in a higher aim costs less, whatever it loses in lower ones.
    """
    weights, below, costs = dict(zip(stage["tiers"], stage["weights"], strict=True)), 0, {}
    for aim in reversed(stage["tiers"]):
        confirm(weights[aim] > below, f"no lower aim outweighs {aim}")
        for pair in pairs:
            costs.setdefault((aim, pair[0]), [0]).append(pairs[pair][aim])
        below += weights[aim] * sum(max(each) - min(each) for (of, _), each in costs.items() if of == aim)
    values = dict(enumerate(stage["referrals"])) | {~place: v for place, v in enumerate(stage["households"])}
    slack = {p: sum(weights[aim] * pairs[p][aim] for aim in weights) + values[p[0]] + values[p[1]] for p in pairs}
    inside = {one for pair in plan for one in pair}
    confirm(len(pairs) == stage["pairs"] and plan <= set(pairs) and must <= inside, "the plan is as good so far")
    confirm(min([0, *slack.values(), *(values[one] for one in set(values) - must)]) == 0, "dual values are feasible")
    confirm(not any([*(slack[p] for p in plan), *(values[one] for one in set(values) - inside)]), "none costs less")
    return {pair: pairs[pair] for pair in pairs if slack[pair] == 0}, must | {one for one in values if values[one] > 0}


def follow(pairs, plan):
    """No chain of moves places a referral that was left out, and leaves out none but one that is less urgent."""
    rank = {pair[0]: [cost[urgency] < 0 for urgency in URGENCIES].index(True) for pair, cost in pairs.items()}
    holder = {household: referral for referral, household in plan}
    for level in range(3):
        ahead, reached = set(), {one for one in rank if rank[one] == level} - set(holder.values())
        while reached - ahead:
            ahead |= reached
            reached = {holder.get(household) for one, household in pairs if one in ahead}
            confirm(all(rank.get(one, 3) <= level for one in reached), f"nobody {URGENCIES[level]} was passed over")


def check(file):
    inputs, result, proof, stated = file["inputs"], file["result"], file["proof"], file.pop("sha256")
    confirm(digest_of(file) == stated and digest_of(inputs) == result["inputs_sha256"], "nothing was changed")
    rows = [dict(zip(proof["columns"], row, strict=True)) for row in proof["pairs"]]
    pairs = {(row["referral"], ~row["household"]): costs_of(row, inputs) for row in rows}  # ~0 = -1, ~1 = -2, ...
    at, to = ({one["ref"]: n for n, one in enumerate(inputs[side])} for side in ("referrals", "households"))
    plan = [(at[one["referral_ref"]], ~to[one["household_ref"]]) for one in result["suggestions"]]
    pins = {(at[p["referral_ref"]], ~to[p["household_ref"]]) for p in inputs["pins"] if p["decision"] == "pin"}
    confirm(len({one for pair in plan for one in pair}) == 2 * len(plan), "nobody was suggested twice")
    confirm(pins <= set(plan) <= set(pairs), "every pin was kept, and every suggestion is a possible pair")
    confirm([-pairs[p]["points"] for p in plan] == [one["points"] for one in result["suggestions"]], "their points")
    totals = {aim: -sum(pairs[pair][aim] for pair in plan) for aim in [*URGENCIES, "points"]}
    aims = [aim for stage in proof["stages"] for aim in stage["tiers"]]
    confirm(totals == result["objective"] and aims == [*totals, "days", "digest"], "the totals, and the order of aims")
    fixed, free, must = {one for pin in pins for one in pin}, set(plan) - pins, set()
    pairs = {pair: pairs[pair] for pair in pairs if not fixed.intersection(pair)}
    follow(pairs, free)
    for stage in proof["stages"]:
        pairs, must = prove(stage, pairs, free, must)
    print(f"Confirmed for SHA-256 {stated}: the pins kept, nobody suggested twice or passed over, no plan better.")


if __name__ == "__main__":
    try:
        with open(sys.argv[1] if len(sys.argv) == 2 else sys.exit("Name one file: check_run.py FILE"), "rb") as given:
            check(json.load(given, parse_float=int, parse_constant=int))
    except Exception as fault:
        sys.exit(f"NOT CONFIRMED ({type(fault).__name__}): {fault}")

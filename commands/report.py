"""A run's result in words for the terminal: the answer, then each suggestion with its reasons, then who has none."""

from collections.abc import Mapping
from typing import Any

from matching.problem import URGENCIES, Problem, Referral
from matching.rules import BARS, TAKEN

COUNTS = {bar.code: (bar.one, bar.many) for bar in BARS} | {TAKEN[0]: (TAKEN[1], TAKEN[2])}


def of_document(document: Mapping[str, Any], problem: Problem) -> str:
    """The result document of a run, with the problem that it answers, as text."""
    referrals = {referral.ref: referral for referral in problem.referrals}
    suggestions = [_suggestion(entry, referrals[entry["referral_ref"]], problem) for entry in document["suggestions"]]
    unmatched = [_unmatched(entry, referrals[entry["referral_ref"]]) for entry in document["unmatched"]]
    parts = [_headline(document, problem)]
    if suggestions:
        parts.append("\n".join(["Suggestions", *suggestions]))
    if unmatched:
        parts.append("\n".join(["Without a suggestion", *unmatched]))
    return "\n\n".join([*parts, "The system suggests; people decide."])


def _headline(document: Mapping[str, Any], problem: Problem) -> str:
    placed, certificate = document["objective"], document["certificate"]
    asked = dict.fromkeys(URGENCIES, 0)
    for referral in problem.referrals:
        asked[referral.urgency] += len(referral.children)
    counts = " · ".join(f"{name} {placed[name]} of {asked[name]}" for name in URGENCIES if asked[name])
    lost = certificate["children_possible"] - certificate["children"]
    homes = "1 household" if len(problem.households) == 1 else f"{len(problem.households)} households"
    found, of_all = certificate["children"], _children(sum(asked.values()))
    lines = [
        f"As of {problem.as_of.day} {problem.as_of:%B %Y}, {homes} in the run.",
        f"{found} of {of_all} with a suggestion ({counts or 'no referrals'}).",
        f"Proven: no other plan is better under policy {problem.policy.version}.",
    ]
    if lost > 0:
        placements = "one placement" if lost == 1 else f"{lost} placements"
        lines.append(f"Serving the urgent first costs {placements} here, because sibling groups are kept together.")
    return "\n".join(lines)


def _suggestion(entry: Mapping[str, Any], referral: Referral, problem: Problem) -> str:
    ref, home = entry["referral_ref"], entry["household_ref"]
    merits = " · ".join(f"{code} {points}" for code, points in entry["merits"].items() if points)
    decisions = [(pin.decision, pin.referral_ref, pin.household_ref) for pin in problem.pins]
    pinned = ", pinned by a coordinator" if ("pin", ref, home) in decisions else ""
    household = next(each for each in problem.households if each.ref == home)
    discuss = [need for need in referral.needs if need not in household.yes_needs]
    lines = [
        f"  {ref} with {home}: {entry['points']} points ({_who(referral)}{pinned})",
        f"      {merits or 'no merit earns a point'}",
    ]
    if discuss:
        lines.append(f"      to discuss with the household: {', '.join(discuss)}")
    return "\n".join(lines)


def _unmatched(entry: Mapping[str, Any], referral: Referral) -> str:
    lines = [
        f"{reason['households']:>8} {COUNTS[reason['bar']][reason['households'] != 1]}" for reason in entry["reasons"]
    ]
    return "\n".join([f"  {referral.ref} ({_who(referral)})", *(lines or ["      there is no household in this run"])])


def _who(referral: Referral) -> str:
    return f"{referral.urgency}, {_children(len(referral.children))}"


def _children(count: int) -> str:
    return "1 child" if count == 1 else f"{count} children"

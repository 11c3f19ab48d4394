"""A wider answer as plain data and in words: what it places more than the run, who takes two, who is apart."""

from collections import Counter
from typing import Any

from matching.beyond.answers import Answer
from matching.beyond.checking import objective, of_run
from matching.beyond.wider import Ground
from matching.problem import URGENCIES
from matching.reasons.explanation import count, listed

NAMES = (*URGENCIES, "apart", "points", "days")
CHILDREN = {
    "urgent": ("urgent child", "urgent children"),
    "soon": ("child who needs a place soon", "children who need a place soon"),
    "routine": ("other child", "other children"),
}
SPOKEN = {
    **{name: many for name, (_, many) in CHILDREN.items()},
    "apart": "groups placed apart",
    "points": "points",
    "days": "days",
    "digest": "the digest of references",
}


def as_data(ground: Ground, answer: Answer) -> dict[str, Any]:
    """Who is placed where, what that comes to beside the run, and how far each aim is proven."""
    homes = _homes(ground, answer.placed)
    before = _homes(ground, of_run(ground))
    taken = Counter(answer.placed.values())
    twice = sorted(ground.problem.households[col].ref for col, times in taken.items() if times > 1)
    apart = sorted(
        {ground.problem.referrals[ground.group_of(row)].ref for row in answer.placed if _is_part(ground, row)}
    )
    changes = [
        {"referral_ref": ref, "before": before.get(ref, []), "now": homes.get(ref, [])}
        for ref in sorted({*before, *homes})
        if before.get(ref) != homes.get(ref)
    ]
    return {
        "placed": [{"referral_ref": ref, "household_refs": refs} for ref, refs in sorted(homes.items())],
        "took_two": twice,
        "apart": apart,
        "changes": changes,
        "objective": _objective(ground, answer.placed),
        "of_the_run": _objective(ground, of_run(ground)),
        "proven": answer.is_proven,
        "aims": [
            {"aim": aim.name, "cost": aim.cost, "bound": aim.bound, "proven": aim.is_proven} for aim in answer.aims
        ],
        "sentence": sentence(ground, answer),
    }


def sentence(ground: Ground, answer: Answer) -> str:
    """What would be won, and whether it is proven that no more can be."""
    now, before = _objective(ground, answer.placed), _objective(ground, of_run(ground))
    won = [f"{count(now[name] - before[name], *CHILDREN[name])} more" for name in URGENCIES if now[name] > before[name]]
    lost = [
        f"{count(before[name] - now[name], *CHILDREN[name])} fewer" for name in URGENCIES if now[name] < before[name]
    ]
    gain = f"It would place {listed([*won, *lost])}." if won or lost else "It would place no child more."
    taken = Counter(answer.placed.values())
    twice = count(sum(times > 1 for times in taken.values()), "household takes two", "households take two")
    apart = count(now["apart"], "group is apart", "groups are apart")
    return f"{gain} {twice[:1].upper()}{twice[1:]}, {apart}. {_proof(answer)}"


def _proof(answer: Answer) -> str:
    if answer.is_proven:
        return "No plan under these rules is better, which is proven."
    open_ = next((aim for aim in answer.aims if not aim.is_proven), None)
    if open_ is None:
        return "It is the best that was found until it was stopped; a better one may exist."
    known = "by how much another could be better is not known"
    if open_.bound is not None:
        known = f"it is known only that no plan comes to better than {abs(open_.bound)}"
    return f"It is not proven to be the best: of {SPOKEN[open_.name]} it comes to {abs(open_.cost)}, and {known}."


def _homes(ground: Ground, placed: dict[int, int]) -> dict[str, list[str]]:
    """The households of each referral that has any: one, or one for each child apart, in the children's order."""
    found: dict[str, list[str]] = {}
    for row, col in sorted(placed.items()):
        found.setdefault(ground.problem.referrals[ground.group_of(row)].ref, []).append(
            ground.problem.households[col].ref
        )
    return found


def _objective(ground: Ground, placed: dict[int, int]) -> dict[str, int]:
    return dict(zip(NAMES, (abs(value) for value in objective(ground, placed)), strict=True))


def _is_part(ground: Ground, row: int) -> bool:
    return ground.group_of(row) != row

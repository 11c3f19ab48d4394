"""What a demo holds: the sample's records, one person of each kind, a token, and one match run."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from commands import demo_life
from commands.demo_people import SignIn, employ
from commands.position_files import Standing
from consortium.access import OPERATOR, Role
from consortium.accounts import people, tokens
from consortium.floor import clock
from consortium.floor.db import transaction
from consortium.importing import imports
from consortium.sheets import children, households, members, reading
from consortium.sheets.columns import Column, whole
from contracts import positions
from contracts.minimums import Commitment, in_order
from contracts.sheets import COMMITMENTS_COLUMNS
from matching.policy import Policy
from matching.problem import Problem
from matching.running import loading, runs, starting
from matching.terms import policies

# The order in which records stand on each other.
ORDER = ("members", "households", "children", "travel", "pins", "commitments", "purchases")


@dataclass(frozen=True)
class Demo:
    """All that the terminal tells of a demo."""

    people: list[SignIn]
    token: str
    problem: Problem
    document: bytes
    standing: Standing


def fill(sheets: Path, progress: Callable[[str, int, int], None]) -> Demo:
    """Take the spreadsheets as a consortium would, open the accounts and run a match. Needs an application context."""
    for done, kind in enumerate(ORDER):
        progress(f"taking {kind}", done, len(ORDER) + 1)
        path = sheets / f"{kind}.csv"
        with transaction():
            imports.take(OPERATOR, kind=kind, content=path.read_bytes(), filename=path.name, strict=True)
    progress("matching", len(ORDER), len(ORDER) + 1)
    joined = _rows(sheets / "members.csv", members.COLUMNS)
    owners = Counter(row["authority_code"] for row in _rows(sheets / "children.csv", children.COLUMNS))
    owners.update(row["agency"] for row in _rows(sheets / "households.csv", households.COLUMNS))
    policy = _signed({one["consortium"] for one in joined}, (sheets / "policy.toml").read_text("utf-8"))
    standing = _standing(_rows(sheets / "commitments.csv", COMMITMENTS_COLUMNS), as_of=clock.today())
    return _worked(employ(joined, owners), policy=policy, standing=standing)


def _rows(path: Path, columns: Sequence[Column]) -> list[dict[str, Any]]:
    return [row.values for row in whole(reading.read(path, columns))]


def _signed(codes: set[str], toml: str) -> Policy:
    """The policy that every consortium of the demo has signed off."""
    with transaction():
        signed = [policies.sign(OPERATOR, consortium_code=code, toml=toml) for code in sorted(codes)]
        return policies.terms_of(signed[0])


def _standing(promised: list[dict[str, Any]], *, as_of: date) -> Standing:
    """The positions that the records give, each beside its commitment, in the one order of both."""
    commitments = in_order(Commitment.of(values) for values in promised)
    return Standing(as_of, commitments, positions.of(OPERATOR, as_of=as_of), prices=None, notices=[])


def _worked(staff: list[SignIn], *, policy: Policy, standing: Standing) -> Demo:
    """The demo after the coordinator has run a match, with a token of theirs; then its people go on from there."""
    with transaction():
        user = people.by_email(OPERATOR, email=staff[0].email)
        _, token = tokens.issue(OPERATOR, user_id=user.id, name="demo")
        coordinator = people.viewer_of(user)
    run = starting.start(coordinator, as_of=standing.as_of)
    led = sorted(coordinator.consortia(Role.COORDINATOR))
    problem = loading.problem(as_of=standing.as_of, policy=policy, consortium_ids=led)
    document = runs.result(coordinator, run_id=run.id)
    demo_life.live(staff)
    return Demo(staff, token, problem, document, standing)

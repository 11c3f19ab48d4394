"""The whole `consortium match` from a cold start, imports included, on generated files."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

GOALS = {"demo": 2.0, "national": 10.0}
ROUNDS = 3


def run(seed: int) -> list[str]:
    """Print the best time of each size beside that of an interpreter that does nothing; the goals that were missed."""
    nothing = _best(["-c", "pass"])
    print("\nThe whole `consortium match`, a new process each time (best of 3)")
    missed = []
    for size, goal in GOALS.items():
        with tempfile.TemporaryDirectory() as folder:
            _command("sample", "--size", size, "--seed", str(seed), "--to", folder)
            seconds = _best(["-m", "commands.main", *_match(Path(folder))])
        ratio = seconds / nothing
        print(f"{size:>10}: {seconds:.2f} s (goal {goal:.0f} s), {ratio:.0f} times an interpreter that does nothing")
        if seconds > goal:
            missed.append(f"match on {size}: {seconds:.2f} s of at most {goal:.0f}")
    return missed


def _match(folder: Path) -> list[str]:
    options = [word for name in ("members", "travel", "pins") for word in (f"--{name}", str(folder / f"{name}.csv"))]
    sheets = [str(folder / "children.csv"), str(folder / "households.csv")]
    return ["match", *sheets, *options, "--policy", str(folder / "policy.toml"), "--out", str(folder / "out.json")]


def _best(words: list[str]) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        subprocess.run([sys.executable, *words], check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return min(times)


def _command(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "commands.main", *words], check=True, capture_output=True)

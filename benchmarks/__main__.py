"""Runs every bench, prints one table each with the goal beside the figure, and exits 1 where a goal is missed."""

import argparse
import secrets
import sys

from benchmarks import access, bars, cold_start, ledger, reconciling, recruiting, solving, trail, whynot

BENCHES = {
    "solving": solving.run,
    "bars": bars.run,
    "whynot": whynot.run,
    "recruiting": recruiting.run,
    "reconciling": reconciling.run,
    "commands": cold_start.run,
    "access": access.run,
    "ledger": ledger.run,
    "trail": trail.run,
}


def main() -> int:
    """Run the named benches (all, if none is named) with a fresh seed, or with the one given to repeat a run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*BENCHES, []], help="which benches (default: all)")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(2**32))
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}")
    missed = [goal for name in arguments.names or BENCHES for goal in BENCHES[name](arguments.seed)]
    print("\n" + ("Every goal is met." if not missed else "Missed: " + "; ".join(missed)))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())

"""`python -m tests.asvs` writes docs/asvs.md anew; it says what is wrong with the table, if anything is."""

from tests.asvs import table
from tests.house.sources import all_sources


def main() -> int:
    """Write the page; 1 where the table has a fault."""
    found = table.faults(table.requirements(), table.marked("asvs", all_sources()))
    for fault in found:
        print(fault)  # noqa: T201
    table.PAGE.write_text(table.page(), "utf-8")
    return bool(found)


if __name__ == "__main__":
    raise SystemExit(main())

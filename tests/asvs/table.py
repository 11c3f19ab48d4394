"""The requirements, the marks on the tests, and the page that brings the two together."""

import ast
import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.house.sources import ROOT, Function, Source, all_sources, dotted

FILE = Path(__file__).with_name("requirements.tsv")
PAGE = ROOT / "docs" / "asvs.md"
VERDICTS = {"": "", "not_applicable": "not applicable", "deployer": "the deployer’s", "not_met": "**not met**"}
CHAPTERS = {
    1: "Encoding and sanitisation", 2: "Validation and business logic", 3: "Web frontend", 4: "API and web service",
    5: "Files", 6: "Authentication", 7: "Sessions", 8: "Authorisation", 9: "Self-contained tokens",
    10: "OAuth and OpenID Connect", 11: "Cryptography", 12: "Secure communication", 13: "Configuration",
    14: "Data protection", 15: "Secure coding and architecture",
}  # fmt: skip
RISKS = {
    "API1": "Records of others by their ids", "API2": "Broken sign-in", "API3": "Fields too many, or not one’s own",
    "API4": "Unbounded use of resources", "API5": "Acts of other roles", "API6": "Sensitive flows, automated",
    "API7": "Requests that the server is made to send", "API8": "Misconfiguration", "API9": "Forgotten addresses",
    "API10": "What others’ services answer",
}  # fmt: skip
Marks = dict[str, list[str]]


@dataclass(frozen=True)
class Requirement:
    """One requirement: its number, its level, what it asks in our words, and why no test shows it met, if none does."""

    number: str
    level: int
    asks: str
    verdict: str
    reason: str

    @property
    def chapter(self) -> int:
        """The chapter's number."""
        return int(self.number.partition(".")[0])


@cache
def requirements() -> tuple[Requirement, ...]:
    """Every requirement of the table, in its order."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return tuple(Requirement(**row | {"level": int(row["level"])}) for row in rows)  # type: ignore[arg-type]


def marked(name: str, sources: Iterable[Source]) -> Marks:
    """The tests that carry a mark, by what it names."""
    found: Marks = {}
    for source in sources:
        if source.path.startswith("tests/"):
            for word, test in _marks(name, source):
                found.setdefault(word, []).append(test)
    return found


def _marks(name: str, source: Source) -> Iterator[tuple[str, str]]:
    if f"mark.{name}(" not in source.text:
        return
    for node in ast.walk(source.tree):
        for mark in node.decorator_list if isinstance(node, Function) else ():
            if isinstance(mark, ast.Call) and dotted(mark.func) == f"pytest.mark.{name}":
                for word in mark.args:
                    yield str(ast.literal_eval(word)), f"{source.path}::{node.name}"


def faults(known: Iterable[Requirement], marks: Marks) -> list[str]:
    """What is wrong with the table: nothing said of a requirement, too much, or of one that there is none of."""
    numbers = {one.number: one for one in known}
    found = [
        f"{number} is no requirement of the table: {tests[0]}"
        for number, tests in marks.items()
        if number not in numbers
    ]
    for one in numbers.values():
        if one.verdict not in VERDICTS or (one.verdict and not one.reason):
            found.append(f"{one.number}: a verdict is one of {', '.join(VERDICTS)}, and has a reason")
        if not one.verdict and one.number not in marks:
            found.append(f"{one.number}: no test is marked, and nothing says why")
        if one.verdict == "not_applicable" and one.number in marks:
            found.append(f"{one.number}: a test is marked for what does not apply")
    return found


def page(known: Iterable[Requirement] | None = None, sources: Iterable[Source] | None = None) -> str:
    """The whole of docs/asvs.md."""
    chosen, read = tuple(known or requirements()), tuple(sources or all_sources())
    marks, risks = marked("asvs", read), marked("api_top_ten", read)
    lines = [*_opening(chosen), ""]
    for chapter, title in CHAPTERS.items():
        mine = [one for one in chosen if one.chapter == chapter]
        lines += [
            f"## V{chapter} {title}",
            "",
            "| number | level | what it asks | how it is met |",
            "|---|---|---|---|",
        ]
        lines += [_row(one, marks.get(one.number, [])) for one in mine] + [""]
    lines += ["## OWASP API Security Top 10 (2023)", "", "| risk | what it is | attacks |", "|---|---|---|"]
    lines += [f"| {risk} | {title} | {_tests(risks.get(risk, []))} |" for risk, title in RISKS.items()]
    return "\n".join(lines) + "\n"


def _opening(known: tuple[Requirement, ...]) -> Iterator[str]:
    count = {verdict: sum(one.verdict == verdict for one in known) for verdict in VERDICTS}
    yield "# OWASP ASVS 5.0.0: what is met, and by which test\n"
    yield "Written by `python -m tests.asvs` from `tests/asvs/requirements.tsv` and the marks on tests; change those.\n"
    yield (
        "All requirements of level 1, and those of level 2 of the chapters on authentication, sessions,\n"
        "authorisation, tokens, OAuth and OpenID Connect, and data protection, by the numbers of the OWASP\n"
        "Application Security Verification Standard 5.0.0 (CC BY-SA 4.0). What each asks is said shortly and in our\n"
        "own words; the standard’s are what counts.\n"
    )
    yield (
        f"Of {len(known)} requirements {count['']} are met by test, {count['not_applicable']} do not apply, "
        f"{count['deployer']} are for whoever runs or maintains the service,\n{count['not_met']} are not met."
    )


def _row(one: Requirement, tests: list[str]) -> str:
    said = ". ".join(part for part in (VERDICTS[one.verdict], one.reason) if part)
    return (
        f"| {one.number} | {one.level} | {one.asks} | {'<br>'.join(part for part in (said, _tests(tests)) if part)} |"
    )


def _tests(tests: list[str]) -> str:
    return "<br>".join(f"`{test.removeprefix('tests/')}`" for test in sorted(tests))

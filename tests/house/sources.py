"""The Python files of the project, parsed once, and small questions about their trees."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOMAIN = ("consortium/", "contracts/", "matching/")
DOORS = ("api/", "web/", "commands/")
FOLDERS = ("consortium", "contracts", "matching", "commands", "api", "web", "benchmarks", "tests")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One Python file: its path from the project's root, its text and its tree."""

    path: str
    text: str

    @property
    def tree(self) -> ast.Module:
        """The parsed text, with the file named in what a syntax error says."""
        return _parsed(self.text, self.path)

    def functions(self) -> Iterator[Function]:
        """Every function and method, however deep."""
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))

    def calls(self) -> Iterator[tuple[str, int]]:
        """The dotted name and the line of every call."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield dotted(node.func), node.lineno

    def imports(self) -> set[str]:
        """Every module and every name from a module that is imported anywhere in the file."""
        found: set[str] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            if isinstance(node, ast.ImportFrom) and node.module:
                found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        return found


@cache
def _parsed(text: str, path: str) -> ast.Module:
    return ast.parse(text, path)


@cache
def all_sources() -> tuple[Source, ...]:
    """Every Python file that people write here; migrations are written by a tool and exempt."""
    paths = [ROOT / "wsgi.py", *(path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py")))]
    return tuple(Source(path.relative_to(ROOT).as_posix(), path.read_text("utf-8")) for path in paths)


def dotted(node: ast.expr) -> str:
    """`db.session.scalars` for such an expression; a part that is not a name stands as `?`."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "?"


def module_of(path: str) -> str:
    """`consortium.sheets` for consortium/sheets/__init__.py."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

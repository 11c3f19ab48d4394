"""Budgets and borders that are read off the code; each check yields one line for each place that breaks it."""

import ast
import re
from collections.abc import Iterator

from tests.house.sources import DOMAIN, DOORS, Function, Source, dotted, module_of

FILE_LINES, FUNCTION_LINES, DOOR_LINES = 300, 40, 12
_SECRET = re.compile(r"(?:^|[._])(?:digest|digest_of|hash_of|head_mac|mac|secret|signature|password)$")
# Where the roles, what each may do and who holds them are said.
MAY_NAME_ROLES = (
    *(f"consortium/{name}.py" for name in ("roles", "access")),
    *(f"consortium/rights/{name}.py" for name in ("capabilities", "sight", "permissions")),
    "consortium/accounts/",
)
VAGUE_NAMES = {"utils", "util", "helpers", "common", "base", "manager", "managers", "service", "services", "dao"}


def long_files(source: Source) -> Iterator[str]:
    """Files above the cap: a noun that outgrew its file becomes a package."""
    lines = len(source.text.splitlines())
    if lines > FILE_LINES:
        yield f"{source.path}: {lines} lines, {FILE_LINES} at most"


def long_functions(source: Source) -> Iterator[str]:
    """Functions above the cap."""
    for function in source.functions():
        lines = (function.end_lineno or 0) - function.lineno + 1
        if lines > FUNCTION_LINES:
            yield f"{source.path}:{function.lineno}: {function.name} has {lines} lines, {FUNCTION_LINES} at most"


def thick_doors(source: Source) -> Iterator[str]:
    """Endpoints and pages whose body does more than parse, call and answer."""
    if not source.path.startswith(("api/routes/", "web/pages/")):
        return
    for function in source.functions():
        body = _without_docstring(function)
        lines = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
        if function.decorator_list and lines > DOOR_LINES:
            yield f"{source.path}:{function.lineno}: {function.name} has a body of {lines} lines, {DOOR_LINES} at most"


def positional_verbs(source: Source) -> Iterator[str]:
    """Public functions of a noun (a module with a session) that take something positional past the first parameter."""
    if not source.path.startswith(DOMAIN) or "consortium.floor.db.db" not in source.imports():
        return
    for node in source.tree.body:
        if isinstance(node, Function) and not node.name.startswith("_"):
            taken = [*node.args.posonlyargs, *node.args.args]
            if len(taken) > 1 or (node.args.vararg and taken):
                yield f"{source.path}:{node.lineno}: {node.name} takes more than its first parameter positionally"


def silent_modules(source: Source) -> Iterator[str]:
    """Modules that do not say in a sentence what they are."""
    said = ast.get_docstring(source.tree) or ""
    if not said.partition("\n\n")[0].rstrip().endswith((".", "!", "?")):
        yield f"{source.path}: opens with no sentence that says what it is"


def vague_names(source: Source) -> Iterator[str]:
    """Modules and packages named after nothing."""
    if VAGUE_NAMES & set(module_of(source.path).split(".")):
        yield f"{source.path}: a module is named by what it holds"


def domain_commits(source: Source) -> Iterator[str]:
    """Domain code that ends a transaction, which is the door's to do."""
    if source.path.startswith(DOMAIN):
        for name, line in source.calls():
            if name.endswith((".commit", ".rollback")):
                yield f"{source.path}:{line}: {name}() in the domain; the door commits"


def door_queries(source: Source) -> Iterator[str]:
    """Doors that make or run a query of their own."""
    if not source.path.startswith(DOORS):
        return
    for name, line in source.calls():
        if name == "select" or name.endswith(".select") or name.startswith(("sa.", "sqlalchemy.")):
            yield f"{source.path}:{line}: {name}() in a door; a noun phrase of the domain gives the select"
    named = [node for node in ast.walk(source.tree) if isinstance(node, ast.Attribute)]
    refusing = [node.value for node in named if dotted(node) == "db.session.rollback"]  # what a refusal may do
    for node in named:
        if dotted(node) in {"db.session", "db.paginate", "db.engine"} and node not in refusing:
            yield f"{source.path}:{node.lineno}: {dotted(node)} in a door"


def second_paths(source: Source) -> Iterator[str]:
    """Whoever opens a placement beside contracts.purchases: one act places a child."""
    if source.path == "contracts/purchases.py" or source.path.startswith("contracts/purchases/"):
        return
    opened = {name for name, _ in source.calls() if name == "placements.open_" or name.endswith(".placements.open_")}
    if opened or "consortium.placements.open_" in source.imports():
        yield f"{source.path}: opens a placement; only contracts.purchases does"


def plain_comparisons(source: Source) -> Iterator[str]:
    """Secrets compared with == or !=, which ends at the first letter that differs; hmac.compare_digest does not."""
    if not source.path.startswith((*DOMAIN, "api/", "web/", "commands/")):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Compare) and any(isinstance(how, ast.Eq | ast.NotEq) for how in node.ops):
            sides = [
                dotted(side.func if isinstance(side, ast.Call) else side) for side in [node.left, *node.comparators]
            ]
            in_a_query = any(side[:1].isupper() for side in sides)  # a column: the database looks a digest up
            if not in_a_query and any(_SECRET.search(side) for side in sides):
                yield f"{source.path}:{node.lineno}: a secret is compared with ==; use hmac.compare_digest"


def roles_by_hand(source: Source) -> Iterator[str]:
    """Rules that name a role beside the table of capabilities, by which no page of permissions would tell of them."""
    if not source.path.startswith(DOMAIN) or source.path.startswith(MAY_NAME_ROLES):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and f".{dotted(node.value)}".endswith(".Role"):
            yield f"{source.path}:{node.lineno}: names {dotted(node)}; ask sight for an act of rights.capabilities"


def _without_docstring(function: Function) -> list[ast.stmt]:
    has_docstring = ast.get_docstring(function) is not None
    return function.body[1:] if has_docstring else function.body


CODE_CHECKS = (
    long_files,
    long_functions,
    thick_doors,
    positional_verbs,
    silent_modules,
    vague_names,
    domain_commits,
    door_queries,
    second_paths,
    plain_comparisons,
    roles_by_hand,
)

"""The house holds: budgets, borders and permissions that import-linter cannot see, each with a control."""

import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import Column, Integer, MetaData, Table

from consortium.floor.db import Base, db
from consortium.rights.capabilities import CAPABILITIES
from tests.house import code
from tests.house import records as look
from tests.house.misplaced import Elsewhere
from tests.house.sources import ROOT, Source, all_sources

# Every exception to a budget or a border: the check, the file, and why it may.
OFFERED = "its functions are handed to the imports, which call them all alike"
RUNS_SELECTS = "runs the selects that the domain gives, a page at a time"
ADVISERS = "a panel adviser reads what was shown to them in person: a way of standing to it that no act grants"
EXCEPTIONS = {
    (
        "domain_commits",
        "consortium/floor/db.py",
    ): "holds transaction(), the one that ends a command's",
    ("door_queries", "api/paging.py"): RUNS_SELECTS,
    ("door_queries", "web/paging.py"): RUNS_SELECTS,
    ("door_queries", "commands/listing.py"): RUNS_SELECTS,
    ("door_queries", "commands/gunicorn_settings.py"): "makes no query: lets go of connections after a fork",
    ("door_queries", "commands/installation.py"): "makes no query: lets go of connections when a command ends",
    ("positional_verbs", "consortium/disclosure.py"): "shows a record to somebody: both come first, as in the sentence",
    ("positional_verbs", "consortium/rights/shares.py"): "says what a share opens: reader and act first, as in sight",
    (
        "positional_verbs",
        "consortium/rights/sight.py",
    ): "says what somebody may do: both come first, as in the sentence",
    ("positional_verbs", "contracts/incoming.py"): OFFERED,
    ("positional_verbs", "contracts/pricing/incoming.py"): OFFERED,
    ("positional_verbs", "contracts/invoicing/incoming.py"): OFFERED,
    ("positional_verbs", "contracts/years/incoming.py"): OFFERED,
    ("positional_verbs", "matching/terms/incoming.py"): OFFERED,
    ("roles_by_hand", "consortium/rights/files.py"): ADVISERS,
    ("roles_by_hand", "consortium/linking/links.py"): ADVISERS,
    ("roles_by_hand", "consortium/rights/shares.py"): ADVISERS,
}

# Routes that anybody may call; none of them shows a record.
PUBLIC = {
    "bootstrap.static",
    "documentation.asset",
    "documentation.health",
    "documentation.openapi",
    "documentation.page",
    "documentation.start",
    "web.approaches.answer",
    "web.approaches.thank",
    "web.home.accessibility",
    "web.joining.join",
    "web.joining.recover",
    "web.sign_in.code",
    "web.sign_in.come_back",
    "web.sign_in.enrol",
    "web.sign_in.leave",
    "web.sign_in.sign_in",
    "web.sign_in.sign_out",
    "web.static",
}
SIGNED_IN = {"signed_in"}  # what a page declares that any signed-in person may open

USES_RECORDS = "from consortium.floor.db import db\ndef change"

BREAKS = [
    (code.long_files, "api/gate.py", "x = 1\n" * 301),
    (code.long_functions, "api/gate.py", "def parse():\n" + "    x = 1\n" * 40),
    (code.thick_doors, "api/routes/carers.py", "@door.reads('/')\ndef one(viewer):\n" + "    x = 1\n" * 13),
    (code.positional_verbs, "consortium/carers.py", USES_RECORDS + "(viewer, ref): ..."),
    (
        code.positional_verbs,
        "consortium/carers.py",
        USES_RECORDS + "(viewer, *refs): ...",
    ),
    (code.silent_modules, "web/forms.py", "x = 1"),
    (code.silent_modules, "web/forms.py", '"""Forms"""'),
    (code.vague_names, "web/helpers.py", ""),
    (code.vague_names, "consortium/common/dates.py", ""),
    (code.domain_commits, "contracts/purchases.py", "def record(viewer):\n    db.session.commit()"),
    (code.door_queries, "web/pages/carers.py", "rows = select(Household)"),
    (code.door_queries, "web/pages/carers.py", "rows = sa.select(Household)"),
    (code.door_queries, "commands/people.py", "rows = db.session.get(User, 1)"),
    (code.plain_comparisons, "consortium/trail/chain.py", "if hash_of(event, key=key) != found: ..."),
    (code.plain_comparisons, "consortium/accounts/recoveries.py", "fits = kept == codes.digest_of(given)"),
    (code.second_paths, "api/routes/purchases.py", "placements.open_(viewer)"),
    (code.second_paths, "web/pages/purchases.py", "from consortium.placements import open_"),
    (code.roles_by_hand, "matching/terms/pins.py", "ids = viewer.consortia(Role.COORDINATOR)"),
    (code.roles_by_hand, "contracts/agreements.py", "if viewer.holds(access.Role.FINANCE_OFFICER): ..."),
]


@pytest.mark.parametrize("check", code.CODE_CHECKS, ids=lambda check: check.__name__)
def test_the_code_keeps_the_house_rule(check):
    broken = [
        breach
        for source in all_sources()
        if (check.__name__, source.path) not in EXCEPTIONS
        for breach in check(source)
    ]

    assert broken == []


@pytest.mark.parametrize(("check", "path", "text"), BREAKS)
def test_each_check_of_the_code_can_fail(check, path, text):
    assert list(check(Source(path, text)))


def test_every_check_of_the_code_has_a_control():
    assert {check for check, _, _ in BREAKS} == set(code.CODE_CHECKS)


def test_no_exception_outlives_its_reason():
    checks = {check.__name__: check for check in code.CODE_CHECKS}
    sources = {source.path: source for source in all_sources()}

    needless = [(name, path) for name, path in EXCEPTIONS if not list(checks[name](sources[path]))]

    assert needless == []


def complexity(*where: str, text: str | None = None) -> str:
    """What ruff has to say about complexity, whatever the files themselves ask it to overlook."""
    ruff = [sys.executable, "-m", "ruff", "check", "--isolated", "--ignore-noqa", "--select", "C901", "--quiet"]
    command = [*ruff, "--config", "lint.mccabe.max-complexity=8", "--output-format", "concise", *where]
    return subprocess.run(command, input=text, cwd=ROOT, capture_output=True, text=True, check=False).stdout


def test_no_function_has_more_than_eight_ways_through():
    assert complexity(".", "--exclude", "migrations") == ""


def test_the_complexity_check_can_fail():
    assert "C901" in complexity("-", text="def f(x):\n" + "    if x:\n        x()\n" * 8)


def test_modules_without_records_are_declared_pure():
    assert list(look.undeclared_modules(all_sources())) == []


def test_an_undeclared_pure_module_is_found():
    assert list(look.undeclared_modules([Source("matching/dreams.py", "import math")]))


@pytest.fixture
def mappers(app):
    """Every mapped class; the application has imported them all."""
    return list(Base.registry.mappers)


def test_foreign_keys_point_the_way_imports_do(mappers):
    assert list(look.crossing_keys(Base.metadata, look.owners(mappers))) == []


def test_a_foreign_key_against_the_arrow_is_found():
    crossed = list(look.crossing_keys(Elsewhere.metadata, look.owners(Elsewhere.registry.mappers)))

    assert crossed == ["purchases.run_id points at runs, which belongs to matching"]


def test_relationships_lead_the_way_imports_do(mappers):
    assert list(look.crossing_relationships(mappers)) == []


def test_a_relationship_against_the_arrow_is_found():
    crossed = list(look.crossing_relationships(Elsewhere.registry.mappers))

    assert crossed == ["Purchase.run leads from contracts to matching"]


def test_the_application_imports_every_table(mappers):
    assert list(look.unknown_tables(all_sources(), Base.metadata.tables)) == []


def test_a_table_that_is_never_imported_is_found():
    forgotten = Source("consortium/linking/links.py", '__tablename__ = "links"')

    assert list(look.unknown_tables([forgotten], {"members"}))


def test_the_tables_are_what_the_migrations_make(records):
    assert differences(Base.metadata) == []


def test_a_table_without_its_migration_is_found(records):
    later = MetaData()
    for table in Base.metadata.sorted_tables:
        table.to_metadata(later)
    Table("dreams", later, Column("id", Integer, primary_key=True))

    assert [difference[0] for difference in differences(later)] == ["add_table"]


def differences(metadata: MetaData) -> list:
    """What alembic would change in the migrated database to make these tables."""
    terms = {"compare_type": True, "target_metadata": metadata}
    return compare_metadata(MigrationContext.configure(db.session.connection(), opts=terms), metadata)


@pytest.mark.asvs("8.2.1")
@pytest.mark.api_top_ten("API5")
def test_every_route_says_who_may_call_it(app):
    assert list(look.open_routes(app, SIGNED_IN | set(CAPABILITIES), PUBLIC)) == []


def test_a_route_that_says_nothing_is_found():
    careless = Flask("careless", static_folder=None)
    careless.add_url_rule("/records", "records", lambda: "everything")

    assert list(look.open_routes(careless, set(CAPABILITIES), PUBLIC))


def test_the_list_of_public_routes_names_nothing_that_is_gone(app):
    assert {rule.endpoint for rule in app.url_map.iter_rules()} >= PUBLIC

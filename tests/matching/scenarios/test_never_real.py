"""Nothing that is supposed can become real by a click: no key, no import and no route leads from it to an act."""

import re

from consortium.floor.db import Base
from tests.house.sources import Source, all_sources

DOORS = ("api/", "web/", "commands/")
OWN = "matching/scenarios/"
TABLES = "wsgi.py"  # imports whatever holds a table
ACTS = re.compile(r"\b(propose\w*|accept|decide|sign|refer|register|import_|start|set_aside|take)\(")
# What may be done with one at either door: listed, supposed, read, deleted.
ROUTES = {
    ("/scenarios", "GET"), ("/scenarios", "POST"), ("/scenarios/", "GET"), ("/scenarios/suppose", "GET"),
    ("/scenarios/suppose", "POST"), ("/scenarios/<uuid:scenario_id>", "GET"),
    ("/scenarios/<uuid:scenario_id>/delete", "GET"), ("/scenarios/<uuid:scenario_id>/delete", "POST"),
}  # fmt: skip


def importers(sources: list[Source]) -> list[str]:
    """The modules that import scenarios and are no door."""
    return [
        one.path
        for one in sources
        if any(name.startswith("matching.scenarios") for name in one.imports())
        and not one.path.startswith((*DOORS, OWN, "tests/", TABLES))
    ]


def test_scenarios_are_imported_by_doors_alone():
    assert importers(all_sources()) == []


def test_an_import_from_elsewhere_is_found():
    source = Source("consortium/linking/links.py", "from matching.scenarios import scenarios")

    assert importers([source]) == ["consortium/linking/links.py"]


def test_no_key_of_any_table_points_at_a_scenario(app):
    keys = [key for table in Base.metadata.tables.values() for key in table.foreign_keys]

    assert [key for key in keys if key.target_fullname.startswith("scenarios.")] == []


def test_no_other_row_is_written_where_a_scenario_is_made_read_or_deleted():
    own = [one for one in all_sources() if one.path.startswith(OWN)]
    added = {line.strip() for one in own for line in one.text.splitlines() if "session.add(" in line}

    assert len(own) > 3
    assert added == {"db.session.add(found)"}
    assert not [one.path for one in own if ACTS.search(one.text)]


def test_a_scenario_is_listed_supposed_read_and_deleted_and_nothing_else(app):
    rules = [rule for rule in app.url_map.iter_rules() if "/scenarios" in rule.rule]
    found = {
        (rule.rule[rule.rule.index("/scenarios") :], method)
        for rule in rules
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }

    assert found == ROUTES

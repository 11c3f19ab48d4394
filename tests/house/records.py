"""Borders that are read off the tables and the routes: foreign keys, relationships, and who may call what."""

import configparser
from collections.abc import Collection, Iterable, Iterator

from flask import Flask
from sqlalchemy import MetaData
from sqlalchemy.orm import Mapper

from tests.house.sources import DOMAIN, ROOT, Source, module_of

# What each package's tables may point at: the way of the imports.
ALLOWED = {
    "consortium": {"consortium"},
    "contracts": {"contracts", "consortium"},
    "matching": {"matching", "consortium"},
}


def owners(mappers: Iterable[Mapper[object]]) -> dict[str, str]:
    """The package of each table, by the class that is mapped to it."""
    return {str(mapper.local_table): mapper.class_.__module__.partition(".")[0] for mapper in mappers}


def crossing_keys(metadata: MetaData, owner: dict[str, str]) -> Iterator[str]:
    """Foreign keys that point against the arrow."""
    for table in metadata.tables.values():
        for key in table.foreign_keys:
            target = key.column.table.name
            if owner[target] not in ALLOWED[owner[table.name]]:
                yield f"{table.name}.{key.parent.name} points at {target}, which belongs to {owner[target]}"


def crossing_relationships(mappers: Iterable[Mapper[object]]) -> Iterator[str]:
    """Relationships that lead against the arrow."""
    for mapper in mappers:
        home = mapper.class_.__module__.partition(".")[0]
        for relationship in mapper.relationships:
            target = relationship.mapper.class_.__module__.partition(".")[0]
            if target not in ALLOWED[home]:
                yield f"{mapper.class_.__name__}.{relationship.key} leads from {home} to {target}"


def unknown_tables(sources: Iterable[Source], known: Collection[str]) -> Iterator[str]:
    """Tables that the application never imports, so that the metadata would silently lack them."""
    for source in sources:
        if not source.path.startswith(DOMAIN):
            continue
        for line in source.text.splitlines():
            name = line.strip().removeprefix('__tablename__ = "').removesuffix('"')
            if line.strip().startswith("__tablename__ = ") and name not in known:
                yield f"{source.path}: the application never imports the table {name}"


def open_routes(app: Flask, capabilities: Collection[str], public: Collection[str]) -> Iterator[str]:
    """Routes that name neither a capability of the table nor a place in the list of public ones."""
    for rule in app.url_map.iter_rules():
        declared = getattr(app.view_functions[rule.endpoint], "capability", None)
        if rule.endpoint not in public and declared not in capabilities:
            yield f"{rule.rule} ({rule.endpoint}) declares {declared!r}: nobody says who may call it"


def undeclared_modules(sources: Iterable[Source]) -> Iterator[str]:
    """Modules of the rooms that neither touch records nor stand in an import contract that keeps them pure."""
    pure = _pure_modules()
    for source in sources:
        module = module_of(source.path)
        if not source.path.startswith(("matching/", "contracts/")) or source.path.endswith("__init__.py"):
            continue
        touches_records = any(name.startswith("consortium.") for name in source.imports())
        if not touches_records and not any(module == name or module.startswith(f"{name}.") for name in pure):
            yield f"{module}: touches no record, so setup.cfg has to name it among the pure modules"


def _pure_modules() -> set[str]:
    settings = configparser.ConfigParser()
    settings.read(ROOT / "setup.cfg", "utf-8")
    contracts = ("solver", "arithmetic", "sheets")
    return {name for key in contracts for name in settings[f"importlinter:contract:{key}"]["source_modules"].split()}

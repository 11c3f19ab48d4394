"""What a refusal says on the terminal: every error that people can mend, as sentences."""

import sys

# Looked up among the modules that are loaded already: a module that nobody has imported cannot have raised anything.
REFUSALS = (
    ("consortium.sheets.columns", "Refused"),
    ("consortium.floor.errors", "ConsortiumError"),
    ("consortium.floor.settings", "SettingMissing"),
)


def sentences(error: Exception) -> list[str]:
    """The lines to print for an error; empty where it is no refusal but a fault of the program."""
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return [f"{where}{error.strerror or error}."]
    if _is(error, "sqlalchemy.exc", "OperationalError"):
        return [f"The database does not answer as it should: {getattr(error, 'orig', error)}".strip()]
    if any(_is(error, module, name) for module, name in REFUSALS):
        return str(error).splitlines()
    return []


def _is(error: Exception, module: str, name: str) -> bool:
    return module in sys.modules and isinstance(error, getattr(sys.modules[module], name))

"""The product's own code runs no text, starts no shell, and takes no chance where a secret is made."""

import ast
from collections.abc import Iterator

import pytest

from tests.house.sources import ROOT, Source, all_sources, dotted

PRODUCT = ("consortium/", "contracts/", "matching/", "commands/", "api/", "web/", "migrations/", "wsgi.py")
RUNS_TEXT = {
    "eval", "exec", "compile", "__import__", "os.system", "os.popen", "pickle.load", "pickle.loads", "marshal.load",
    "marshal.loads", "shelve.open", "yaml.load", "render_template_string", "flask.render_template_string",
    "jinja2.Template", "subprocess.getoutput", "subprocess.getstatusoutput",
}  # fmt: skip
CHANCE = ("consortium/accounts/", "consortium/floor/", "consortium/trail/", "web/", "api/")


def dangers(source: Source) -> Iterator[str]:
    """Calls that make code of text, or give a shell a line to read."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            shell = [word for word in node.keywords if word.arg == "shell" and ast.unparse(word.value) != "False"]
            if dotted(node.func) in RUNS_TEXT or shell:
                yield f"{source.path}:{node.lineno}: {ast.unparse(node)[:60]}"


def chances(source: Source) -> Iterator[str]:
    """Imports of chance that can be foretold, where secrets are made."""
    if source.path.startswith(CHANCE) and "random" in {name.partition(".")[0] for name in source.imports()}:
        yield f"{source.path}: imports random; secrets are made by `secrets`"


@pytest.mark.asvs("1.2.5", "1.3.2", "6.5.3")
@pytest.mark.parametrize("check", [dangers, chances])
def test_the_code_holds_none_of_it(check):
    assert [found for one in all_sources() if one.path.startswith(PRODUCT) for found in check(one)] == []


@pytest.mark.parametrize(
    ("check", "text"),
    [
        (dangers, "eval(text)"),
        (dangers, "os.system('ls')"),
        (dangers, "subprocess.run('ls', shell=True)"),
        (dangers, "pickle.loads(content)"),
        (chances, "import random"),
        (chances, "from random import choice"),
    ],
)
def test_each_check_can_fail(check, text):
    assert list(check(Source("web/pages/x.py", text)))


@pytest.mark.asvs("1.2.1", "3.2.2", "6.2.7")
def test_no_template_shows_text_as_markup_or_runs_a_script():
    templates = list((ROOT / "web" / "templates").rglob("*.html"))

    found = {
        path.name
        for path in templates
        for word in ("|safe", "| safe", "<script", "autoescape", " on")
        if has(path, word)
    }

    assert (len(templates) > 50, found) == (True, set())


def has(path, word):
    """Whether a template holds the word; of attributes, those that run something when somebody clicks."""
    text = path.read_text("utf-8")
    return (
        any(f" {name}=" in text for name in ("onclick", "onload", "onerror", "onsubmit"))
        if word == " on"
        else word in text
    )

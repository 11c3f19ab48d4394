"""`consortium provider`: a service is recorded with a secret that is typed unseen, listed, and taken out of use."""

import pytest

from tests import databases
from tests.commands.terminal import consortium

MEMBERS = "code,name,kind,consortium\nS12000036,City of Edinburgh,authority,EAST\n"
ADD = ("provider", "add", "edinburgh", "--name", "Edinburgh", "--member", "S12000036", "--client-id", "us", "--issuer")


@pytest.fixture
def shell(tmp_path):
    """Runs the command on an embedded database of its own, which knows Edinburgh."""
    settings = {"DATABASE_URL": f"sqlite:///{tmp_path}/own.db", "SECRET_KEY": "nobody will guess this"}
    (tmp_path / "members.csv").write_text(MEMBERS)
    databases.already_migrated(tmp_path / "own.db")
    consortium("import", "members", "members.csv", folder=tmp_path, **settings)
    return lambda *words, **more: consortium(*words, folder=tmp_path, **{**settings, **more})


def test_a_service_is_recorded_listed_and_closed(shell):
    made = shell(*ADD, "https://login.example.scot/", typed="the client secret")
    listed = shell("provider", "list")
    closed = shell("provider", "close", "edinburgh")

    assert (made.code, closed.code) == (0, 0)
    assert "/sign-in/from/edinburgh" in made.err
    assert "the client secret" not in made.out + made.err + listed.out
    assert listed.out == "edinburgh  S12000036  https://login.example.scot  Edinburgh\n"
    assert shell("provider", "list").out == ""


@pytest.mark.parametrize("issuer", ["http://login.example.scot", "login"])
def test_a_service_without_encryption_is_refused(shell, issuer):
    refused = shell(*ADD, issuer, typed="the client secret")

    assert (refused.code, "https" in refused.err) == (2, True)

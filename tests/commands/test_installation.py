"""Which installation a command speaks to, and who may see a demo."""

import pytest

from commands import installation
from consortium.floor.settings import SettingMissing

DEMO = {"DATABASE_URL": "sqlite:////tmp/invented.db", "SECRET_KEY": "sixteen letters.", "CONSORTIUM_DEMO": "yes"}


@pytest.fixture
def environment(monkeypatch, tmp_path):
    """An empty environment in an empty folder."""
    for name in DEMO:
        monkeypatch.setenv(name, "")  # so that what a command leaves there is taken back as well
    monkeypatch.chdir(tmp_path)
    return monkeypatch


@pytest.fixture
def demo(environment, tmp_path):
    """A folder in which a demo was made."""
    (tmp_path / "demo").mkdir()
    installation.write(tmp_path / "demo" / "settings.env", DEMO)
    return tmp_path / "demo" / "settings.env"


def test_without_settings_or_demo_a_sentence_says_what_to_do(environment):
    with pytest.raises(SettingMissing, match="consortium demo"):
        installation.settings()


def test_a_demo_in_the_folder_is_used_and_said_so(demo, capsys):
    assert installation.settings().database_url == DEMO["DATABASE_URL"]
    assert "the demo of demo/" in capsys.readouterr().err
    assert installation.is_demo()


@pytest.mark.parametrize("name", ["DATABASE_URL", "SECRET_KEY"])
def test_a_command_meant_for_real_records_never_falls_back_to_the_demo(demo, environment, name):
    environment.setenv(name, {"DATABASE_URL": "sqlite:///real.db", "SECRET_KEY": "another sixteen."}[name])

    if name == "DATABASE_URL":
        with pytest.raises(SettingMissing, match="SECRET_KEY"):
            installation.settings()
    else:
        assert "invented" not in installation.settings().database_url
    assert not installation.is_demo()


def test_the_demo_settings_are_their_owners_alone(demo):
    assert demo.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "example.org", ""])
def test_a_demo_is_served_to_this_machine_alone(demo, host):
    installation.settings()

    with pytest.raises(SettingMissing, match=r"127\.0\.0\.1"):
        installation.refuse_strangers(host)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.9.9.9"])
def test_this_machine_may_see_a_demo(demo, host):
    installation.settings()

    installation.refuse_strangers(host)

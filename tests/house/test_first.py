"""Whichever module is imported first, it finds what it needs; and each check of this can fail."""

from tests.house import first
from tests.house.sources import DOMAIN, ROOT, Source, all_sources

OURS = [one for one in all_sources() if one.path.startswith(DOMAIN)]


def test_each_module_of_a_cycle_can_be_imported_first():
    names = first.in_cycles(OURS)

    assert {"consortium.referrals", "consortium.searches"} <= set(names)
    assert first.failing_alone(names) == []


def test_no_module_sets_the_mappers_up_while_it_is_imported():
    assert first.setting_up(first.everything(OURS)) == []


def test_a_module_that_cannot_be_first_is_found(tmp_path):
    knotted = [
        Source("chicken.py", "from egg import egg\nchicken = 1"),
        Source("egg.py", "from chicken import chicken"),
    ]
    for one in knotted:
        (tmp_path / one.path).write_text(one.text)

    failing = first.failing_alone(first.in_cycles(knotted), at=tmp_path)

    assert [line.split()[:2] for line in failing] == [["chicken", "ImportError"], ["egg", "ImportError"]]


def test_a_module_that_sets_the_mappers_up_is_found(tmp_path):
    hasty = "from consortium import members\nfrom sqlalchemy.orm import aliased\naliased(members.Membership)\n"
    (tmp_path / "hasty.py").write_text(hasty)
    (tmp_path / "consortium").symlink_to(ROOT / "consortium")

    assert first.setting_up(["hasty"], at=tmp_path) == ["hasty sets the mappers up"]

"""The policy as data: what it may say, and what is refused with a sentence."""

import pytest

from matching.policy import DEFAULT, MERIT_WEIGHTS, PolicyRefused, as_mapping, from_mapping, from_toml


def test_a_policy_reads_back_as_it_was_written() -> None:
    assert from_mapping(as_mapping(DEFAULT)) == DEFAULT


def test_what_a_policy_leaves_out_has_its_default() -> None:
    policy = from_toml('version = 3\nsigned_off_by = "Implementation group"\n[merits]\ntravel = 0\n')

    assert (policy.version, policy.grace_days, policy.merits) == ("3", 14, MERIT_WEIGHTS | {"travel": 0})


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("grace_days = -1", "grace_days is a whole number"),
        ("grace_days = 1.5", "grace_days is a whole number"),
        ("max_open_links_household = 0", "max_open_links_household is a whole number"),
        ("[merits]\nprice = 5", "“price” is not a merit"),
        ("[merits]\ntravel = -5", "The weight of travel"),
        ("[merits]\ntravel = true", "The weight of travel"),
        ("merits = 5", r"\[merits\] is a table"),
        ("budget = 1", "“budget” is not a term"),
        ("version = [1]", "version is a text"),
        ('version = "a\\u001b[31m"', "version is a text of one line"),
        ("a=" + "[" * 2000 + "]" * 2000, "not a TOML file of a policy"),
        ("not toml at all", "not a TOML file of a policy"),
    ],
)
def test_a_policy_that_cannot_be_used_is_refused_with_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(PolicyRefused, match=sentence):
        from_toml(text)

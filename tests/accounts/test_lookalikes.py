"""I24: what looks alike is one account and one code; names are kept as they were typed."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consortium.access import OPERATOR, Role
from consortium.accounts import codes, people, sign_ins
from consortium.floor.db import db
from consortium.floor.errors import Conflict, Invalid
from tests import factories

PASSWORD = "tide and heather 7"
HIDDEN = {
    "Cyrillic o": "m\u043erag@example.org",
    "Greek omicron": "m\u03bfrag@example.org",
    "dotless i": "\u0131nnes@example.org",
    "dotted capital I": "\u0130nnes@example.org",
    "script g": "mora\u0261@example.org",
    "zero-width space": "mor\u200bag@example.org",
    "joiner": "mor\u200dag@example.org",
    "soft hyphen": "mor\u00adag@example.org",
    "right-to-left override": "mor\u202eag@example.org",
    "isolate": "\u2066morag@example.org",
    "ideographic full stop": "morag@example\u3002org",
    "no-break space": "mor\u00a0ag@example.org",
    "combining mark alone": "morag@\u0307example.org",
    "tab": "mor\tag@example.org",
}


@pytest.mark.parametrize("address", HIDDEN.values(), ids=HIDDEN)
def test_an_address_that_could_be_taken_for_another_is_none(address):
    with pytest.raises(Invalid):
        people.normal_email(address)


def test_an_address_is_one_account_however_its_letters_were_made(records):
    factories.pool()
    facts = {"name": "Sìne", "password": PASSWORD, "member_code": "ROWAN", "roles": [("EAST", Role.AGENCY_WORKER)]}
    people.create(OPERATOR, email="Sìne@Example.org", **facts)
    db.session.commit()
    ways = ["sìne@example.org", unicodedata.normalize("NFD", "sìne@example.org"), "ＳÌＮＥ＠example.org"]

    assert [sign_ins.open_(email=way, password=PASSWORD).needs for way in ways] == ["nothing"] * 3
    with pytest.raises(Conflict):
        people.create(OPERATOR, email=ways[1], **facts)


@given(st.text(alphabet=st.characters(max_codepoint=0x2FFF), max_size=12))
@settings(max_examples=200, deadline=None, database=None)
def test_an_address_that_was_folded_is_folded_no_further(text):
    try:
        address = people.normal_email(f"{text}@example.org")
    except Invalid:
        return

    assert people.normal_email(address) == people.normal_email(address.upper()) == address


def test_a_code_is_the_same_however_it_is_typed():
    code = codes.new()
    wide = "".join(chr(ord(letter) + 0xFEE0) if letter.isalnum() else "\u2010" for letter in code.upper())

    assert len({codes.digest_of(typed) for typed in (code, code.upper(), code.replace("-", " "), wide)}) == 1
    assert codes.digest_of(codes.new()) != codes.digest_of(code)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_name_is_kept_as_it_was_typed(records, form):
    factories.pool()
    name = unicodedata.normalize(form, "Sìne NicLeòid-Ó Dómhnaill")
    people.create(OPERATOR, email="sine@example.org", name=name, password=PASSWORD, member_code="ROWAN")
    db.session.commit()

    assert people.by_email(OPERATOR, email="sine@example.org").name == name

"""Sealing: what is sealed for one purpose opens for that purpose alone, here alone, and as it was written alone."""

import base64

import pytest
from flask import Flask

from consortium.floor import sealing
from consortium.floor.db import db


@pytest.fixture
def sealed(app: Flask) -> str:
    with app.app_context():
        return sealing.seal("Sìne’s secret", purpose="second factor")


@pytest.mark.asvs("11.3.1", "11.3.2")
def test_what_was_sealed_is_opened_again_and_never_looks_the_same(app, sealed):
    with app.app_context():
        assert sealing.unseal(sealed, purpose="second factor") == "Sìne’s secret"
        assert sealing.seal("Sìne’s secret", purpose="second factor") != sealed


@pytest.mark.asvs("11.3.1", "11.3.2")
def test_any_changed_bit_is_noticed(app, sealed):
    kept = bytearray(base64.urlsafe_b64decode(sealed))
    with app.app_context():
        for place in range(len(kept)):
            changed = bytes(byte ^ (at == place) for at, byte in enumerate(kept))
            with pytest.raises(ValueError, match="not sealed here"):
                sealing.unseal(base64.urlsafe_b64encode(changed).decode(), purpose="second factor")


@pytest.mark.parametrize("text", ["", "x", "é", "AAAA", "A" * 15, "A" * 16, "A" * 64, "not base 64 at all!"])
def test_what_was_never_sealed_is_no_text(app, text):
    with app.app_context(), pytest.raises(ValueError, match="not sealed here"):
        sealing.unseal(text, purpose="second factor")


def test_another_purpose_and_another_installation_open_nothing(app, sealed):
    with app.app_context():
        with pytest.raises(ValueError, match="not sealed here"):
            sealing.unseal(sealed, purpose="provider")
        assert len(sealing.derived_key("second factor")) == 32
        sealing.keep(db.engine, secret="another installation")
        try:
            with pytest.raises(ValueError, match="not sealed here"):
                sealing.unseal(sealed, purpose="second factor")
        finally:
            sealing.keep(db.engine, secret="only the tests know this")

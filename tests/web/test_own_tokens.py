"""Tokens that people make for their programs, on their own page."""

import re

from tests.web.visitors import PASSWORD


def test_a_token_is_shown_once_carries_what_was_chosen_and_is_revoked(agency_worker, pool):
    what = {"name": "Reports", "days": "30", "carries": "read", "password": PASSWORD}
    made = agency_worker.send("/account/tokens/new", **what)
    text = re.search(r"ccs_\w+", made.response.text)[0]
    headers = {"Authorization": f"Bearer {text}"}
    call = pool.test_client().open
    assert call("/api/v1/carers", headers=headers).status_code == 200
    assert call("/api/v1/carers", method="POST", json={}, headers=headers).status_code == 403

    page = agency_worker.open("/account/")
    path = re.search(r'action="(/account/tokens/[^"]+)"', page.response.text)[1]
    agency_worker.press(path, on="/account/")

    assert text not in page.response.text
    assert call("/api/v1/carers", headers=headers).status_code == 401


def test_a_sign_in_left_open_makes_no_token_without_the_password(agency_worker):
    what = {"name": "Reports", "days": "30", "carries": "read", "password": "not mine at all"}
    refused = agency_worker.send("/account/tokens/new", **what)

    assert (refused.status, "This is not your password." in refused.response.text) == (422, True)
    assert "ccs_" not in refused.response.text
    assert "Reports" not in agency_worker.open("/account/").response.text

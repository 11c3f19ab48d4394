"""The gate refuses whatever is not a plain, small JSON object, and does so in bounded time (I23)."""

import json
import time

import pytest
from flask import Flask
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.test import EnvironBuilder

from api import gate
from api.problems import Refused

MIB = 2**20
JSON = "application/json"
HOSTILE = {
    "nothing at all": (b"", 400, "not_json"),
    "no JSON": (b"{", 400, "not_json"),
    "a list": (b"[]", 422, "not_an_object"),
    "a text": (b'"text"', 422, "not_an_object"),
    "null": (b"null", 422, "not_an_object"),
    "100,000 lists in each other": (b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", 400, "too_deep"),
    "500,000 open brackets": (b"[" * 500_000, 400, "too_deep"),
    "objects in each other": (b'{"a":' * 20 + b"1" + b"}" * 20, 400, "too_deep"),
    "NaN": (b'{"a": NaN}', 400, "not_a_number"),
    "Infinity": (b'{"a": -Infinity}', 400, "not_a_number"),
    "a number without end": (b'{"a": ' + b"9" * 1_000_000 + b"}", 400, "number_too_large"),
    "a number past 64 bits": (b'{"a": 9223372036854775808}', 400, "number_too_large"),
    "an exponent past all numbers": (b'{"a": 1e999}', 400, "number_too_large"),
    "a name twice": (b'{"a": 1, "a": 2}', 400, "repeated_name"),
    "a name twice, inside": (b'{"b": [{"a": 1, "\\u0061": 2}]}', 400, "repeated_name"),
    "a lone surrogate": (b'{"a": "\\ud800"}', 400, "unfit_text"),
    "a lone surrogate as name": (b'{"\\udfff": 1}', 400, "unfit_text"),
    "a NUL": (b'{"a": "x\\u0000y"}', 400, "unfit_text"),
    "Latin-1": ('{"a": "é"}'.encode("latin-1"), 400, "not_utf8"),
    "UTF-16": ('{"a": 1}'.encode("utf-16"), 400, "not_utf8"),
    "a byte-order mark": (b'\xef\xbb\xbf{"a": 1}', 400, "not_json"),
    "100,000 values": (json.dumps({"a": [0] * 100_000}).encode(), 400, "too_many_values"),
    "100,000 names": (json.dumps(dict.fromkeys(map(str, range(60_000)))).encode(), 400, "too_many_values"),
}


@pytest.mark.api_top_ten("API4")
@pytest.mark.parametrize(("body", "status", "code"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_body_is_refused_within_a_second(body, status, code):
    begun = time.process_time()

    with (
        Flask("door").test_request_context(method="POST", data=body, content_type=JSON),
        pytest.raises(Refused) as refused,
    ):
        gate.body()

    assert (refused.value.status, refused.value.code) == (status, code)
    assert time.process_time() - begun < 1


@pytest.mark.asvs("5.2.1")
@pytest.mark.api_top_ten("API4")
@pytest.mark.parametrize("declared", [True, False], ids=["declared", "in chunks"])
def test_a_body_larger_than_a_mebibyte_is_not_read(declared):
    body = b'{"a":"' + b"x" * MIB + b'"}'
    environment = EnvironBuilder(method="POST", data=body, content_type=JSON).get_environ()
    if not declared:
        del environment["CONTENT_LENGTH"]
        environment |= {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}

    with Flask("door").request_context(environment), pytest.raises(RequestEntityTooLarge):
        gate.body()


@pytest.mark.asvs("3.5.2")
@pytest.mark.parametrize(
    "kind", ["", "text/plain", "text/html", "application/x-www-form-urlencoded", "application/json; charset=utf-16"]
)
def test_a_body_of_another_kind_is_refused(kind):
    with (
        Flask("door").test_request_context(method="POST", data=b"{}", content_type=kind),
        pytest.raises(Refused) as refused,
    ):
        gate.body()

    assert refused.value.status == 415


def test_a_plain_object_comes_through_as_it_was_sent():
    sent = {"name": "Sìne NicLeòid 𐐷", "count": -(2**63), "half": 0.5, "list": [{"a": None}], "true": True}

    with Flask("door").test_request_context(method="POST", json=sent):
        received = gate.body()

    assert received == sent


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("a=" + "x" * 5000, 414),
        ("&".join(f"a{n}=1" for n in range(100)), 400),
        ("&" * 4000, 400),
        ("a=1&a=2", 400),
        ("a=%00", 400),
    ],
)
def test_a_hostile_query_is_refused(query, status):
    with Flask("door").test_request_context(f"/?{query}"), pytest.raises(Refused) as refused:
        gate.query()

    assert refused.value.status == status

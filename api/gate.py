"""The one gate through which every query string and every body comes, in bounded time whatever was sent."""

import json
import math
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

from api.problems import Refused

LARGEST_BODY = 2**20  # bytes
LARGEST_FILE = 10 * 2**20
LONGEST_QUERY = 4096  # bytes
MOST_PARAMETERS = 20
DEEPEST = 8  # a referral's children hold lists: four deep
MOST_VALUES = 20_000
WHOLE_DIGITS = 19  # of the largest whole number of 64 bits
_UNFIT = re.compile("[\x00\ud800-\udfff]")
_JSON = re.compile(r"application/([\w.-]+\+)?json")


def query() -> dict[str, str]:
    """The parameters of the address, each given once."""
    if len(request.query_string) > LONGEST_QUERY:
        raise Refused(414, "query_too_long", f"The query is longer than {LONGEST_QUERY} bytes.")
    if request.query_string.count(b"&") >= MOST_PARAMETERS:
        raise Refused(400, "too_many_parameters", f"A query has at most {MOST_PARAMETERS} parameters.")
    for name, values in request.args.lists():
        if len(values) > 1:
            raise Refused(400, "repeated_parameter", "A parameter is given more than once.")
        fit(name + values[0])
    return request.args.to_dict()


def body() -> dict[str, Any]:
    """The JSON object that was sent; anything else is refused."""
    _require_json()
    try:
        text = read(LARGEST_BODY).decode()
        value = json.loads(
            text, object_pairs_hook=_object, parse_int=_whole, parse_float=_number, parse_constant=_not_a_number
        )
    except UnicodeDecodeError:
        raise Refused(400, "not_utf8", "The body is not UTF-8.") from None
    except RecursionError:
        raise Refused(400, "too_deep", "The body is nested too deep.") from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise Refused(400, "not_json", f"The body is not JSON: see {place}.") from None
    if not isinstance(value, dict):
        raise Refused(422, "not_an_object", "The body is JSON, but not an object.", [_at_root("Send an object.")])
    _refuse_unfit(value)
    return value


def read(limit: int) -> bytes:
    """The bytes of the body, never more than the limit."""
    request.max_content_length = limit + 1  # a body in chunks is cut there in silence
    content = request.get_data(cache=False)
    if len(content) > limit:
        raise RequestEntityTooLarge
    return content


def fit(text: str) -> str:
    """The text, if it is text: no NUL and no half characters."""
    if _UNFIT.search(text):
        raise Refused(400, "unfit_text", "The request holds a NUL or half a character (a lone surrogate).")
    return text


def media_type() -> str:
    """What the body says it is; a body in another character set than UTF-8 is refused."""
    if request.mimetype_params.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        raise Refused(415, "not_utf8", "Send the body as UTF-8.")
    return request.mimetype


def _require_json() -> None:
    if not _JSON.fullmatch(media_type()):
        raise Refused(415, "not_json", "Send the body as application/json.", headers={"Accept": "application/json"})
    if request.content_encoding:
        raise Refused(415, "encoded", "Send the body without a content encoding.")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Refused(400, "repeated_name", "An object of the body has a name twice.")
    return found


def _whole(digits: str) -> int:
    if len(digits.lstrip("-")) > WHOLE_DIGITS or not -(2**63) <= int(digits) < 2**63:
        raise Refused(400, "number_too_large", "A number of the body does not fit in 64 bits.")
    return int(digits)


def _number(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise Refused(400, "number_too_large", "A number of the body is too large.")
    return value


def _not_a_number(_: str) -> NoReturn:
    raise Refused(400, "not_a_number", "NaN and Infinity are not JSON.")


def _refuse_unfit(value: Any) -> None:
    """Refuse what parses but must not go further: too deep, too many, or text that is none."""
    for count, (leaf, depth) in enumerate(_walk(value)):
        if depth > DEEPEST:
            raise Refused(400, "too_deep", f"The body is nested deeper than {DEEPEST} levels.")
        if count >= MOST_VALUES:
            raise Refused(400, "too_many_values", f"The body holds more than {MOST_VALUES} values.")
        if isinstance(leaf, str):
            fit(leaf)


def _walk(value: Any) -> Iterator[tuple[Any, int]]:
    waiting = [(value, 1)]
    while waiting:
        item, depth = waiting.pop()
        yield item, depth
        inner = [*item, *item.values()] if isinstance(item, dict) else item if isinstance(item, list) else ()
        waiting.extend((each, depth + 1) for each in inner)


def _at_root(sentence: str) -> dict[str, str]:
    return {"detail": sentence, "pointer": "#"}

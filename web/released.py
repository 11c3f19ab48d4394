"""The facts of a linked pair, in people's words: what differs or is not known first, what is alike after."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from matching.reasons.comparison import Fact as Plain
from web.facts import Fact, Fit, proper
from web.shown import day
from web.words import need

_FITS = {"match": Fit.MATCH, "mismatch": Fit.MISMATCH, "unknown": Fit.UNKNOWN}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NEED, _EXPERIENCE = "need_declined", "experience"
_PROPER, UNRECORDED = {"language", "ethnicity", "religion"}, "not recorded"
_SEXES = {"F": "girl", "M": "boy", "F or M": "girls and boys"}


def in_words(found: Iterable[Plain]) -> list[Fact]:
    """The same facts as a run's page shows them; of several children each says whose it is."""
    plain = list(found)
    several = len({fact.child for fact in plain if fact.child}) > 1
    told = [_told(fact, whose=f", {fact.child}" if several and fact.child else "") for fact in plain]
    return sorted(told, key=lambda fact: [Fit.MISMATCH, Fit.UNKNOWN, Fit.MATCH].index(fact.fit))


def _told(fact: Plain, *, whose: str) -> Fact:
    name = fact.name
    if fact.code == _NEED:
        name = need(name)
    if fact.code == _EXPERIENCE:
        name = f"experience of {need(name.removeprefix('experience of '))}"
    if fact.code == "sex_outside_approval":
        fact = replace(fact, asked=_SEXES.get(fact.asked, fact.asked), offered=_SEXES.get(fact.offered, fact.offered))
    if fact.code in _PROPER:
        asked, offered = (_proper(text) for text in (fact.asked, fact.offered))
        return Fact(_capital(name) + whose, asked, offered, _FITS[fact.verdict])
    asked, offered = (_capital(_DAY.sub(_as_day, text)) for text in (fact.asked, fact.offered))
    return Fact(_capital(name) + whose, asked, offered, _FITS[fact.verdict])


def _proper(text: str) -> str:
    return _capital(", ".join(word if word == UNRECORDED else proper(word) for word in text.split(", ")))


def _as_day(found: re.Match[str]) -> str:
    return day(date.fromisoformat(found[0]))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

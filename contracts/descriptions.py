"""Whether the free text of an invoice line seems to name a person: a line carries a placement reference and no name.

A word stands for a person when it is a first name that is common in Scotland, whatever its case, and no word of trade;
or when it begins with a capital, no list knows it, and it stands where a name would: after a word that announces one
(child, twins, for, ...) or an initial, beside another such word, alone or last between two marks, after a word in small
letters, or as an owner ('s). What a road, a street or a centre is called after is a place, as is what "at" leads to.
Words of invoices, weekdays, families, councils, towns and the row's own codes are known. It asks too often rather than
too seldom; a description can always be shorter.
"""

import re
import unicodedata
from collections.abc import Set
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

SENTENCE = (
    "Take out what reads like a person's name, or leave the description empty: an invoice names a placement by its "
    "reference alone."
)


def _listed(name: str) -> frozenset[str]:
    return frozenset(Path(__file__).with_name(name).read_text("utf-8").split())


FIRST_NAMES = _listed("first_names.txt")
KNOWN = _listed("invoice_words.txt")
"""In small letters: what invoices say, months and days, numbers, councils, and what agencies are called by."""

CHILDREN = frozenset(
    ("baby", "child", "infant", "boy", "girl", "twin", "sibling", "brother", "sister", "son", "daughter")
    + ("babies", "children", "infants", "boys", "girls", "twins", "siblings", "brothers", "sisters", "triplets")
    + ("name", "named", "called")
)
ANNOUNCING = CHILDREN | frozenset(
    ("for", "re", "regarding", "of", "with", "family")
    + ("mum", "mother", "father", "dad", "parent", "parents", "carer", "carers")
)
SURNAMES = frozenset(
    ("young", "hall", "park", "lane", "west", "bridge", "little", "church", "bell", "winter", "christmas", "moray")
    + ("stirling", "kinross", "galloway", "leith", "falkirk", "carlisle", "castle", "forth", "perth")
)
"""Words of trade and places that are surnames too: after an initial or a child they are that."""
PLACES = frozenset(
    ("road", "street", "centre", "avenue", "lane", "crescent", "terrace", "hospital", "drive", "square", "gardens")
)
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")  # noqa: RUF001 - people type both apostrophes
_TITLES = frozenset({"mr", "mrs", "ms", "mx", "miss", "master"})
_SAINTS = frozenset({"st", "saint"})  # agencies are called after them
_LEADING_TO_PLACES = frozenset({"at", "near"})
_ABBREVIATED = frozenset({"po", "uk", "nb", "va", "at"})  # P.O., U.K., N.B., V.A.T.
_AND = frozenset({"and", "or"})
_JOINING = ("", ",", ":", "(", "&", "/")
_CODED = re.compile(r"[-/# ]?\d")


class Token(NamedTuple):
    """A word between what stands before and after it, up to the next words."""

    gap: str
    word: str
    after: str
    next: str


@lru_cache(maxsize=4_096)  # invoices say the same of line after line
def names_a_person(text: str, own: frozenset[str] = frozenset()) -> bool:
    """Whether the text seems to name somebody; `own` are words that the row's own codes are made of."""
    before = ""
    for token in _tokens(text):
        if _stands_for_a_person(before, token, own):
            return True
        if token.word.casefold() not in _AND:  # "twins X and Y": what is said of the one is said of the other
            before = token.word
    return False


def _stands_for_a_person(before: str, token: Token, own: Set[str]) -> bool:
    lead = before.casefold()
    if lead in _TITLES or _are_initials(before, token, own) or _is_a_surname(before, token, own):
        return True
    if _is_a_place(lead, token):
        return False
    if _is_first_name(token.word, own):
        return lead not in _SAINTS
    return _is_strange(token.word, own) and not _is_a_code(token) and _is_where_a_name_stands(before, token, own)


def _is_where_a_name_stands(before: str, token: Token, own: Set[str]) -> bool:
    """Whether what stands around a word that no list knows makes it somebody's name."""
    beside = token.gap in _JOINING and (before.casefold() in ANNOUNCING or _is_strange(before, own))
    follows_small_letters = not token.gap and before.islower()
    is_apart = bool(token.after) or not token.next
    return _is_an_initial(before) or beside or follows_small_letters or is_apart or _is_an_owner(token.word)


def _are_initials(before: str, token: Token, own: Set[str]) -> bool:
    """Whether a single capital follows what announces a name, or another one and a full stop."""
    letter = token.word.casefold()
    if not _is_an_initial(token.word) or _is_a_code(token) or letter in own:
        return False
    pair = _is_an_initial(before) and token.gap == "." and before.casefold() + letter not in _ABBREVIATED
    return pair or (token.gap in _JOINING and before.casefold() in ANNOUNCING)


def _is_a_surname(before: str, token: Token, own: Set[str]) -> bool:
    plain = _plain(token.word)
    leads = before.casefold() in CHILDREN or (_is_an_initial(before) and token.gap in ("", "."))
    return leads and plain in SURNAMES and token.word[0].isupper() and plain not in own


def _is_an_initial(word: str) -> bool:
    return len(word) == 1 and word.isupper()


def _is_a_code(token: Token) -> bool:
    """A few capitals before figures."""
    return token.word.isupper() and len(token.word) <= 3 and bool(_CODED.match(token.after))


def _is_a_place(lead: str, token: Token) -> bool:
    """A word that a road is called after, or that "at" leads to; a child is neither."""
    if lead in CHILDREN or _is_an_owner(token.word):
        return False
    called_after = not token.after and token.next.casefold() in PLACES
    return called_after or (lead in _LEADING_TO_PLACES and not token.gap and _plain(token.word) not in FIRST_NAMES)


def _is_an_owner(word: str) -> bool:
    return word.casefold().replace("’", "'").endswith("'s")  # noqa: RUF001


def words(code: str) -> list[str]:
    """The words in a code, in small letters."""
    return [token.word.casefold() for token in _tokens(code)]


def _tokens(text: str) -> list[Token]:
    normal = unicodedata.normalize("NFKC", text)
    found = list(_WORD.finditer(normal))
    ends, starts = [0, *(one.end() for one in found)], [*(one.start() for one in found), len(normal)]
    gaps = [normal[end:start].strip() for end, start in zip(ends, starts, strict=True)]
    said = [*(one[0] for one in found), ""]
    return [Token(gaps[at], said[at], gaps[at + 1], said[at + 1]) for at in range(len(found))]


def _is_first_name(word: str, own: Set[str]) -> bool:
    plain = _plain(word)
    return plain in FIRST_NAMES and plain not in KNOWN and plain not in own


def _is_strange(word: str, own: Set[str]) -> bool:
    """A word with a capital that no list knows; of two letters in capitals it is an abbreviation."""
    if not word:
        return False
    plain = _plain(word)
    parts_known = all(part in KNOWN for part in plain.split("-"))
    return word[0].isupper() and not (word.isupper() and len(word) < 3) and not parts_known and plain not in own


def _plain(word: str) -> str:
    return word.casefold().replace("’", "'").removesuffix("'s").removesuffix("'")  # noqa: RUF001

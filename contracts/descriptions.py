"""Whether the free text of an invoice line seems to name a person: a line carries a placement reference and no name.

A word stands for a person when it is a first name that is common in Scotland, whatever its case, and no word of trade;
when it follows a word that announces a name (child, baby, for, ...) or an initial, and begins with a capital though no
list knows it; or when two such words with capitals stand side by side. Words of invoices, months, councils and the
row's own codes are known. It asks too often rather than too seldom; a description can always be shorter.
"""

import re
import unicodedata
from collections.abc import Sequence, Set
from functools import lru_cache
from pathlib import Path

SENTENCE = (
    "Take out what reads like a person's name, or leave the description empty: an invoice names a placement by its "
    "reference alone."
)


def _listed(name: str) -> frozenset[str]:
    return frozenset(Path(__file__).with_name(name).read_text("utf-8").split())


FIRST_NAMES = _listed("first_names.txt")
KNOWN = _listed("invoice_words.txt")
"""In small letters: what invoices say, months and days, numbers, councils, and what agencies are called by."""

ANNOUNCING = frozenset(
    ("baby", "child", "infant", "boy", "girl", "twin", "sibling", "brother", "sister", "son", "daughter")
    + ("name", "named", "called", "for", "re", "regarding", "of", "with")
    + ("mum", "mother", "father", "dad", "parent", "parents", "carer", "carers")
)
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")  # noqa: RUF001 - people type both apostrophes
_TITLES = frozenset({"mr", "mrs", "ms", "mx", "miss", "master"})
_SAINTS = frozenset({"st", "saint"})  # agencies are called after them
_JOINING = ("", ",", ":", "(")


@lru_cache(maxsize=4_096)  # invoices say the same of line after line
def names_a_person(text: str, own: frozenset[str] = frozenset()) -> bool:
    """Whether the text seems to name somebody; `own` are words that the row's own codes are made of."""
    before = ""
    for gap, word in _tokens(text):
        if _is_first_name(word, own) and before.casefold() not in _SAINTS:
            return True
        if before.casefold() in _TITLES or (_is_strange(word, own) and _leads_to_a_name(before, gap, word, own)):
            return True
        before = word
    return False


def _leads_to_a_name(before: str, gap: str, word: str, own: Set[str]) -> bool:
    """Whether the word before an unknown one announces a name, is an initial, or is such a word itself.

    A word in capitals alone may be a code; whatever else stands between two words parts them.
    """
    if gap == "." or not before:
        return len(before) == 1 and before.isupper()
    if gap not in _JOINING:
        return False
    announced = before.casefold() in ANNOUNCING and not word.isupper()
    return announced or _is_strange(before, own) or (len(before) == 1 and before.isupper())


def words(code: str) -> list[str]:
    """The words in a code, in small letters."""
    return [word.casefold() for _, word in _tokens(code)]


def _tokens(text: str) -> Sequence[tuple[str, str]]:
    """Each word with what stands between it and the word before."""
    normal, end, tokens = unicodedata.normalize("NFKC", text), 0, []
    for match in _WORD.finditer(normal):
        tokens.append((normal[end : match.start()].strip(), match[0]))
        end = match.end()
    return tokens


def _is_first_name(word: str, own: Set[str]) -> bool:
    plain = _plain(word)
    return plain in FIRST_NAMES and plain not in KNOWN and plain not in own


def _is_strange(word: str, own: Set[str]) -> bool:
    """A word with a capital that no list knows; of two letters in capitals it is an abbreviation."""
    plain = _plain(word)
    parts_known = all(part in KNOWN for part in plain.split("-"))
    return word[0].isupper() and not (word.isupper() and len(word) < 3) and not parts_known and plain not in own


def _plain(word: str) -> str:
    return word.casefold().replace("’", "'").removesuffix("'s").removesuffix("'")  # noqa: RUF001

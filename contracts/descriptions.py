"""Whether the free text of an invoice line seems to name a person: a line carries a placement reference and no name.

A word stands for a person when it is a first name that is common in Scotland, whatever its case, and no word of trade;
when it follows a word that announces a name (child, baby, for, ...) and begins with a capital though no list knows it;
or when two such words with capitals stand side by side. Words of invoices, months, councils and the row's own codes are
known. It asks too often rather than too seldom where a name could stand; a description can always be shorter.
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


@lru_cache(maxsize=4_096)  # invoices say the same of line after line
def names_a_person(text: str, own: frozenset[str] = frozenset()) -> bool:
    """Whether the text seems to name somebody; `own` are words that the row's own codes are made of."""
    tokens = _tokens(text)
    said = [word for word, _ in tokens]
    if any(_is_first_name(word, own) for word in said):
        return True
    strange = [_is_strange(word, own) for word in said]
    return any(
        strange[at] and at and tokens[at][1] and (strange[at - 1] or _is_announced(said[at - 1], said[at]))
        for at in range(len(said))
    ) or any(word.casefold() in _TITLES for word in said[:-1])


def _is_announced(before: str, word: str) -> bool:
    """Whether the word before says that a name follows; a word in capitals alone may be a code."""
    return before.casefold() in ANNOUNCING and not word.isupper()


def words(code: str) -> list[str]:
    """The words in a code, in small letters."""
    return [word.casefold() for word, _ in _tokens(code)]


def _tokens(text: str) -> Sequence[tuple[str, bool]]:
    """Each word, and whether nothing but a space or a comma parts it from the word before."""
    normal, end, tokens = unicodedata.normalize("NFKC", text), 0, []
    for match in _WORD.finditer(normal):
        tokens.append((match[0], normal[end : match.start()].strip() in ("", ",", ":", "(")))
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

"""What a PDF says, read by a library that had no part in making it."""

import re
from functools import lru_cache
from io import BytesIO

from pypdf import PdfReader


@lru_cache(maxsize=100)
def words(content: bytes) -> str:
    """The text of all pages, what it says of itself and its outline, without any space: lines break anywhere."""
    read = PdfReader(BytesIO(content))
    said = [page.extract_text() for page in read.pages] + [str(value) for value in (read.metadata or {}).values()]
    said += [str(entry.title) for entry in read.outline if not isinstance(entry, list)]
    return bare(" ".join(said))


def bare(text: str) -> str:
    """A text without its spaces, in small letters."""
    return re.sub(r"\s", "", text).casefold()


def language(content: bytes) -> str:
    """The language that the document says it is in."""
    return str(PdfReader(BytesIO(content)).root_object["/Lang"])

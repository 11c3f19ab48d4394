"""Texts: all that a signature is for, written down in one way, and its digest; pure.

The salt is secret: without it nobody could find out from a digest what another authority has promised.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Text:
    """What is signed: which version, its words and typed terms, every commitment as it stands, and what changes."""

    agreement_ref: str
    number: int
    effective_on: date
    words: str
    terms: Row
    commitments: Sequence[Row]
    changes: Sequence[Row]

    def written(self) -> str:
        """As one line of JSON, alike whatever the order of rows."""
        said = {name: getattr(self, name) for name in self.__dataclass_fields__}
        for name in ("commitments", "changes"):
            said[name] = sorted(said[name], key=_written)
        return _written(said)

    def digest(self, *, salt: str) -> str:
        """What a signature keeps of it, as 64 hexadecimal figures."""
        return hmac.new(salt.encode(), self.written().encode(), hashlib.sha256).hexdigest()


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} is nothing that is signed.")

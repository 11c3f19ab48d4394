"""Sealing: keys derived from the installation's secret, one for each purpose, and texts that only it can open again."""

import base64
import secrets
from weakref import WeakKeyDictionary

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy.engine import Engine

from consortium.floor.db import db

NONCE = 12  # bytes, fresh for each text: as many as AES-GCM takes as they are

_secrets: WeakKeyDictionary[Engine, bytes] = WeakKeyDictionary()
_keys: WeakKeyDictionary[Engine, dict[str, bytes]] = WeakKeyDictionary()


def keep(engine: Engine, *, secret: str) -> None:
    """Tells which secret the records behind an engine are kept under; call once an engine."""
    _secrets[engine], _keys[engine] = secret.encode(), {}


def derived_key(purpose: str) -> bytes:
    """The 32 bytes of this purpose (HKDF-SHA256, RFC 5869): whoever learns one key learns no other."""
    known = _keys[db.engine]
    if purpose not in known:
        info = f"concurrency consortium: {purpose}".encode()
        known[purpose] = HKDF(SHA256(), length=32, salt=None, info=info).derive(_secrets[db.engine])
    return known[purpose]


def seal(text: str, *, purpose: str) -> str:
    """The text, encrypted and authenticated (AES-256-GCM) under the purpose's own key."""
    nonce = secrets.token_bytes(NONCE)
    box = AESGCM(derived_key(purpose)).encrypt(nonce, text.encode(), None)
    return base64.b64encode(nonce + box, b"-_").decode("ascii")


def unseal(sealed: str, *, purpose: str) -> str:
    """The text that was sealed for the purpose; raises ValueError for anything else."""
    try:
        kept = base64.b64decode(sealed.encode("ascii", "replace"), b"-_", validate=True)
        return AESGCM(derived_key(purpose)).decrypt(kept[:NONCE], kept[NONCE:], None).decode()
    except (InvalidTag, ValueError):
        raise ValueError("This was not sealed here, or not for this.") from None

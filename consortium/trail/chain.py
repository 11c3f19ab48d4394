"""The chain: read from its first event to its head, it shows whatever was edited, taken out, moved, put in or cut off.

A head that was signed and kept outside also shows a whole database put back to an earlier day.
"""

import base64
import hmac
import json
from collections.abc import Generator, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.errors import Invalid
from consortium.floor.guard import whole
from consortium.floor.sealing import derived_key
from consortium.trail.events import BEGINNING, CHAINED, AuditEvent, AuditHead, chain_key, hash_of, head_mac

PORTION = 10_000


@dataclass(frozen=True)
class Verdict:
    """What a verification found: how many events hold, and the first that does not (None: all hold) with why."""

    events: int
    bad: int | None = None
    why: str = ""

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.why


@dataclass(frozen=True)
class Head:
    """Where the chain ends: the number and the digest of its last event."""

    seq: int
    hash: str


@whole("the chain is verified from end to end")
def verify(anchor: Head | None = None) -> Verdict:
    """Reads the whole trail; `anchor` is a head that was kept outside, which the chain must contain."""
    with closing(_events()) as events:
        verdict = _walk(events, key=chain_key(), anchor=anchor)
    return verdict if not verdict.holds else _ends(verdict, anchor=anchor)


@whole("the head of the chain is told")
def head() -> Head:
    """Where the chain ends now; before the first event it ends where it begins."""
    found = db.session.execute(sa.select(AuditHead.seq, AuditHead.hash)).one_or_none()
    return Head(*found) if found else Head(0, BEGINNING)


def signed(place: Head) -> str:
    """The head as one line of JSON, signed (Ed25519) so that it can be kept, and checked, outside."""
    said = {"seq": place.seq, "hash": place.hash, "at": clock.now().isoformat(timespec="seconds")}
    signature = base64.b64encode(_key().sign(_bytes(said))).decode()
    return json.dumps({**said, "signature": signature, "public_key": public_key()})


def anchored(text: str) -> Head:
    """The head that a signed line tells; raises Invalid for one that was not signed here, or was changed since."""
    try:
        said = json.loads(text)
        signature = base64.b64decode(said.pop("signature"), validate=True)
        said.pop("public_key", None)
        _public().verify(signature, _bytes(said))
        return Head(int(said["seq"]), str(said["hash"]))
    except (InvalidSignature, ValueError, KeyError, TypeError, AttributeError):
        raise Invalid({"head": ["This is no head that was signed by this installation."]}) from None


def public_key() -> str:
    """The key by which anybody can check a signed head, in base64."""
    return base64.b64encode(_public().public_bytes_raw()).decode()


def _walk(events: Iterable[tuple[Any, ...]], *, key: bytes, anchor: Head | None) -> Verdict:
    last, expected = BEGINNING, 0
    place = CHAINED.index("previous")
    for expected, event in enumerate(events, start=1):
        *chained, found = event
        if chained[0] != expected:
            return Verdict(expected - 1, expected, f"Event {expected} is missing; {chained[0]} stands in its place.")
        if chained[place] != last:
            return Verdict(expected - 1, expected, f"Event {expected} does not follow on the one before it.")
        if not hmac.compare_digest(hash_of(chained, key=key), found):
            return Verdict(expected - 1, expected, f"Event {expected} is not what was written.")
        if anchor and anchor.seq == expected and anchor.hash != found:
            return Verdict(expected - 1, expected, f"Event {expected} is not the one of the head that was kept.")
        last = found
    return Verdict(expected)


def _ends(verdict: Verdict, *, anchor: Head | None) -> Verdict:
    found = db.session.execute(sa.select(AuditHead.seq, AuditHead.hash, AuditHead.mac)).one_or_none()
    seq, last, mac = found or (0, BEGINNING, "")
    after = verdict.events + 1
    if found and not hmac.compare_digest(head_mac(seq, last, key=chain_key()), mac):
        return Verdict(verdict.events, after, "The head of the chain is not what was written.")
    if seq != verdict.events or (seq and last != _last_hash()):
        return Verdict(verdict.events, after, f"The chain was {seq} events long and ends after {verdict.events}.")
    if anchor and anchor.seq > verdict.events:
        return Verdict(verdict.events, after, f"The head that was kept is of event {anchor.seq}: the end is cut off.")
    return verdict


def _events() -> Generator[Any]:
    """Each event's chained values and its digest; what SQLite keeps as text is taken as text, for speed."""
    columns: list[Any] = [getattr(AuditEvent, name) for name in (*CHAINED, "hash")]
    if db.engine.dialect.name == "sqlite":
        columns = [_as_kept(column) for column in columns]
    found = sa.select(*columns).order_by(AuditEvent.seq).execution_options(yield_per=PORTION)
    with db.session.execute(found) as rows:
        yield from rows


def _as_kept(column: Any) -> Any:
    if column.key == "at":
        return sa.func.replace(sa.type_coerce(column, sa.String), " ", "T").op("||")("+00:00")
    return sa.type_coerce(column, sa.String) if isinstance(column.type, sa.Uuid) else column


def _last_hash() -> str | None:
    return db.session.scalar(sa.select(AuditEvent.hash).order_by(AuditEvent.seq.desc()).limit(1))


def _bytes(said: Mapping[str, Any]) -> bytes:
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()


def _key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(derived_key("audit head"))


def _public() -> Ed25519PublicKey:
    return _key().public_key()

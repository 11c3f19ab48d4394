"""Second factors: an authenticator's codes (TOTP, RFC 6238) that work once, and recovery codes on paper."""

from datetime import datetime
from uuid import UUID

import pyotp
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from consortium.accounts import codes, people
from consortium.floor import clock, sealing
from consortium.floor.db import Base, Record, db, flush
from consortium.floor.errors import Invalid, NotFound
from consortium.trail import capture

ISSUER = "Concurrency consortium"
PURPOSE = "second factor"
STEP = 30  # seconds for which one code is shown
RECOVERY_CODES = 10
WRONG = "This code is wrong, or was used already. Wait for the next one."


class SecondFactor(Record, Base):
    """The secret that a person's authenticator shares with us, sealed, and the last step whose code was used."""

    __tablename__ = "second_factors"
    __table_args__ = (sa.UniqueConstraint("user_id"),)

    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("users.id"))
    sealed_secret: Mapped[str] = mapped_column(sa.Text)
    last_step: Mapped[int] = mapped_column(default=0)
    confirmed_at: Mapped[datetime | None]


class RecoveryCode(Record, Base):
    """One code that lets a person in once without their authenticator; only its digest is kept."""

    __tablename__ = "recovery_codes"
    __table_args__ = (sa.UniqueConstraint("user_id", "digest"),)

    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("users.id"))
    digest: Mapped[str] = mapped_column(sa.String(64))
    used_at: Mapped[datetime | None]


def is_enrolled(*, user_id: UUID) -> bool:
    """Whether the person has set up a second factor."""
    found = _of(user_id)
    return found is not None and found.confirmed_at is not None


def begin(*, user_id: UUID) -> None:
    """Begins to set up a second factor for somebody who has none, with a secret that was never shown before.

    Whoever began earlier, and did not end, knows nothing of it: it need not have been the same person.
    """
    secret, found = sealing.seal(pyotp.random_base32(), purpose=PURPOSE), _of(user_id)
    if found is None:
        db.session.add(SecondFactor(user_id=user_id, sealed_secret=secret))
    elif found.confirmed_at is None:
        found.sealed_secret = secret
    flush()


def begun(*, user_id: UUID) -> str:
    """The secret to show to the authenticator, until its first code has confirmed it; never again after that."""
    found = _of(user_id)
    if found is None or found.confirmed_at is not None:
        raise NotFound
    return sealing.unseal(found.sealed_secret, purpose=PURPOSE)


def address(user: people.User, *, secret: str) -> str:
    """The otpauth:// address that an authenticator reads from a picture."""
    return pyotp.TOTP(secret, interval=STEP).provisioning_uri(name=user.email, issuer_name=ISSUER)


def confirm(*, user_id: UUID, code: str) -> list[str]:
    """Takes a second factor into use with its first code; gives the recovery codes, which are never shown again."""
    found = _of(user_id)
    if found is None or found.confirmed_at is not None:
        raise NotFound
    step = _step_of(found, code)
    if step is None:
        raise Invalid({"code": [WRONG]})
    found.confirmed_at, found.last_step = clock.now(), step
    flush()
    return renew_recovery_codes(user_id=user_id)


def renew_recovery_codes(*, user_id: UUID) -> list[str]:
    """Ten new recovery codes in the place of those there were."""
    _forget_recovery_codes(user_id)
    fresh = [codes.new() for _ in range(RECOVERY_CODES)]
    db.session.add_all([RecoveryCode(user_id=user_id, digest=codes.digest_of(code)) for code in fresh])
    flush()
    return fresh


def left(*, user_id: UUID) -> int:
    """How many recovery codes the person has left."""
    unused = sa.select(sa.func.count()).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    return db.session.scalar(unused) or 0


def passes(*, user_id: UUID, code: str) -> bool:
    """Whether this is the authenticator's code of now, or a recovery code, that nobody has used before; uses it up.

    Who calls has counted the try. Of two who send the same code at once one gets in: the database decides.
    """
    found = _of(user_id)
    if found is None or found.confirmed_at is None:
        return False
    step = _step_of(found, code)
    if step is None:
        return _use_recovery_code(user_id, code)
    if step <= found.last_step:
        return False
    newer = sa.update(SecondFactor).where(SecondFactor.id == found.id, SecondFactor.last_step < step)
    return _one_changed(newer.values(last_step=step), user_id, "code_used")


def drop(*, user_id: UUID) -> None:
    """Forgets a person's second factor and recovery codes, so that a new one can be set up."""
    if found := _of(user_id):
        db.session.delete(found)
    _forget_recovery_codes(user_id)
    flush()


def _of(user_id: UUID) -> SecondFactor | None:
    return db.session.scalar(sa.select(SecondFactor).where(SecondFactor.user_id == user_id))


def _step_of(found: SecondFactor, code: str) -> int | None:
    """The step, of this one and its neighbours, to which the code belongs; clocks may be half a minute apart."""
    totp = pyotp.TOTP(sealing.unseal(found.sealed_secret, purpose=PURPOSE), interval=STEP)
    typed, now = "".join(code.split()), int(clock.now().timestamp()) // STEP
    fitting = [now + away for away in (-1, 0, 1) if totp.verify(typed, for_time=(now + away) * STEP, valid_window=0)]
    return fitting[-1] if fitting else None


def _use_recovery_code(user_id: UUID, code: str) -> bool:
    mine = (RecoveryCode.user_id == user_id, RecoveryCode.digest == codes.digest_of(code))
    unused = (*mine, RecoveryCode.used_at.is_(None))
    if db.session.scalar(sa.select(RecoveryCode.id).where(*unused)) is None:
        return False
    used = sa.update(RecoveryCode).where(*unused).values(used_at=clock.now())
    return _one_changed(used, user_id, "recovery_code_used")


def _one_changed(change: sa.Update, user_id: UUID, action: str) -> bool:
    with capture.bulk(action=action, entity="users", entity_id=user_id):
        changed = db.session.execute(change, execution_options={"synchronize_session": "fetch"})
    return bool(changed.rowcount)  # type: ignore[attr-defined]


def _forget_recovery_codes(user_id: UUID) -> None:
    for one in db.session.scalars(sa.select(RecoveryCode).where(RecoveryCode.user_id == user_id)):
        db.session.delete(one)
    flush()

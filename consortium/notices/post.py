"""Post: mails leave over SMTP, one at a time, over TLS; each step has its time limit, and whatever fails has a code."""

import smtplib
import ssl
from email.errors import MessageError
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from sqlalchemy.exc import SQLAlchemyError

from consortium.floor.db import release, transaction
from consortium.notices import letters, outbox
from consortium.notices.outbox import Mail, Postbox

SECONDS = 15  # for each step of a conversation with the server
MOST_AT_ONCE = 100
NONE_DUE, NOTHING_TO_SAY, UNWRITABLE = "none_due", "nothing_to_say", "unwritable"
PERMANENT = frozenset({NOTHING_TO_SAY, UNWRITABLE, "address_refused", "address_unsupported", "refused"})
SERVER_AWAY = frozenset({NONE_DUE, "deferred", "no_tls", "sign_in_refused", "unreachable"})


def send_waiting() -> int:
    """Sends what is due, up to a bound; gives how many mails left. Call it outside any transaction.

    A server that does not answer, or wants nothing more for now, is left alone until the next time.
    """
    box, sent = outbox.postbox(), 0
    if box is None:
        return 0
    for _ in range(MOST_AT_ONCE):
        code = _send_next(box)
        sent += not code
        if code in SERVER_AWAY:
            break
    return sent


def _send_next(box: Postbox) -> str:
    """Sends the mail that has waited longest; gives the code of what failed."""
    with transaction():
        mail = outbox.claim()
    if mail is None:
        return NONE_DUE
    mail_id = mail.id
    letter, code = _letter(mail, box)
    release()
    if letter is not None:
        code = deliver(letter, smtp_url=box.smtp_url)
    with transaction():
        if code:
            outbox.note_failure(mail_id=mail_id, code=code, final=code in PERMANENT)
        else:
            outbox.mark_sent(mail_id=mail_id)
    return code


def _letter(mail: Mail, box: Postbox) -> tuple[EmailMessage | None, str]:
    """The letter, or the code of why there is none: one that cannot be written keeps nobody else's from leaving."""
    try:
        letter = letters.of(mail, postbox=box)
    except SQLAlchemyError:
        raise
    except Exception as error:
        release()
        return None, UNWRITABLE if isinstance(error, MessageError | ValueError) else type(error).__name__[:60]
    return letter, "" if letter else NOTHING_TO_SAY


def deliver(letter: EmailMessage, *, smtp_url: str) -> str:
    """Hands a letter to the server; gives the code of what failed, "" where nothing did."""
    try:
        with _connected(smtp_url) as server:
            server.send_message(letter)
    except Exception as error:
        return _code_of(error)
    return ""


def _connected(smtp_url: str) -> smtplib.SMTP:
    """A conversation with the server, over TLS whose certificate was checked, but for plain `smtp+local`."""
    parts = urlsplit(smtp_url)
    host, context = parts.hostname or "", ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, parts.port or 587, timeout=SECONDS)
    try:
        if parts.scheme == "smtp":
            server.starttls(context=context)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _code_of(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        ((code, _),) = error.recipients.values()
        return "address_refused" if code >= 500 else "deferred"
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "sign_in_refused"
    if isinstance(error, smtplib.SMTPResponseException):
        return "refused" if error.smtp_code >= 500 else "deferred"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "address_unsupported" if "SMTPUTF8" in str(error) else "no_tls"
    if isinstance(error, ssl.SSLError):
        return "no_tls"
    return "unreachable" if isinstance(error, OSError) else type(error).__name__[:60]

"""The settings of one installation, read from the environment in one place."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

_MAILBOX = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", re.ASCII)
LOCAL = ("localhost", "127.0.0.1", "[::1]")


class SettingMissing(Exception):
    """The environment lacks a setting that has no safe default; the message names it."""


@dataclass(frozen=True)
class Settings:
    """What an installation may choose. Rates, weights and minimums are data and have no place here."""

    database_url: str
    secret_key: str
    secure_cookies: bool = True
    second_factor: bool = True
    idle_minutes: int = 15
    max_upload_bytes: int = 10 * 1024 * 1024
    trusted_hosts: tuple[str, ...] = LOCAL
    public_url: str = "http://127.0.0.1:8000"
    smtp_url: str = ""
    mail_from: str = ""

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Reads DATABASE_URL, SECRET_KEY, SECURE_COOKIES, SECOND_FACTOR, IDLE_MINUTES, MAX_UPLOAD_BYTES, TRUSTED_HOSTS,
        PUBLIC_URL, SMTP_URL, MAIL_FROM.

        DATABASE_URL defaults to an embedded database, `consortium.db` in the working folder. SECOND_FACTOR=no asks only
        those for a code who have set one up; IDLE_MINUTES without use end a sign-in. TRUSTED_HOSTS are the names by
        which the service is called, parted by commas; requests for any other are refused.
        """
        given = os.environ if environ is None else environ
        secret = given.get("SECRET_KEY", "")
        if len(secret) < 16:
            raise SettingMissing("Set SECRET_KEY to at least 16 characters that nobody can guess.")
        return cls(
            database_url=database_url(given.get("DATABASE_URL") or "sqlite:///consortium.db"),
            secret_key=secret,
            secure_cookies=_yes(given, "SECURE_COOKIES"),
            second_factor=_yes(given, "SECOND_FACTOR"),
            idle_minutes=_whole(given, "IDLE_MINUTES", cls.idle_minutes),
            max_upload_bytes=_whole(given, "MAX_UPLOAD_BYTES", cls.max_upload_bytes),
            trusted_hosts=tuple(given.get("TRUSTED_HOSTS", "").replace(",", " ").split()) or LOCAL,
            **_mail(given),
        )

    @property
    def is_embedded(self) -> bool:
        """Whether the records live in a SQLite file beside the program."""
        return self.database_url.startswith("sqlite")


def database_url(text: str) -> str:
    """The address in the form the drivers want: absolute paths for SQLite, psycopg for PostgreSQL."""
    scheme, separator, rest = text.partition("://")
    if not separator:
        raise SettingMissing(
            "DATABASE_URL is not an address such as sqlite:///consortium.db or postgresql://host/name."
        )
    if scheme in {"postgres", "postgresql"}:
        return f"postgresql+psycopg://{rest}"
    if scheme == "sqlite":
        path = urlsplit(text).path.removeprefix("/")
        if not path or path == ":memory:":
            raise SettingMissing("DATABASE_URL names no file: records kept in memory would be lost.")
        return f"sqlite:///{Path(path).resolve()}"
    if scheme != "postgresql+psycopg":
        raise SettingMissing("DATABASE_URL must name SQLite or PostgreSQL.")
    return text


def _mail(given: Mapping[str, str]) -> dict[str, str]:
    """How mail leaves, and the address that it leads to; both or neither of SMTP_URL and MAIL_FROM are given."""
    names, smtp_url = given.get("TRUSTED_HOSTS", "").replace(",", " ").split(), given.get("SMTP_URL", "").strip()
    sender, public = given.get("MAIL_FROM", "").strip(), given.get("PUBLIC_URL", "").strip().rstrip("/")
    public = public or (f"https://{names[0].lstrip('.')}" if names else Settings.public_url)
    if urlsplit(public).scheme not in {"http", "https"} or not urlsplit(public).hostname or not public.isprintable():
        raise SettingMissing("PUBLIC_URL is not an address such as https://consortium.example.org.")
    if bool(smtp_url) != bool(sender):
        raise SettingMissing("Set SMTP_URL and MAIL_FROM together, or neither: then no mail leaves.")
    if sender and not _MAILBOX.fullmatch(sender):
        raise SettingMissing("MAIL_FROM is not an address such as consortium@example.org.")
    if smtp_url:
        _expect_server(smtp_url)
    return {"public_url": public, "smtp_url": smtp_url, "mail_from": sender}


def _expect_server(smtp_url: str) -> None:
    """TLS, but for a server on this machine that is asked to do without."""
    parts = urlsplit(smtp_url)
    if parts.scheme not in {"smtp", "smtps", "smtp+local"} or not parts.hostname:
        raise SettingMissing("SMTP_URL is smtp://user:password@host:587 (STARTTLS) or smtps://user:password@host:465.")
    if parts.scheme == "smtp+local" and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
        raise SettingMissing("Mail leaves this machine over TLS alone: SMTP_URL is smtp://… or smtps://….")


def _yes(given: Mapping[str, str], name: str) -> bool:
    return given.get(name, "yes").strip().lower() not in {"no", "false", "0", "off"}


def _whole(given: Mapping[str, str], name: str, default: int) -> int:
    text = given.get(name, "").strip()
    if not text:
        return default
    if not text.isdigit() or not int(text):
        raise SettingMissing(f"{name} must be a whole number above 0.")
    return int(text)

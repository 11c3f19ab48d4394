"""A person at the console, as a test follows them: pages opened, forms filled in and sent as a browser would."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

PASSWORD = "tide and heather 7"
_VOID = {"input", "br", "meta", "link", "img", "hr"}


class _Reader(HTMLParser):
    """Reads what the page's own form carries (the last to be sent of those it shows), its texts and its links."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.carried: dict[str, list[str]] = {}
        self.words: list[str] = []
        self.links: list[str] = []
        self.ids: set[str] = set()
        self._inside: list[str] = []
        self._select = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids.add(given.get("id", ""))
        if tag not in _VOID:
            self._inside.append(tag)
        if tag == "form" and given.get("method") == "post":
            self.carried = {}
        if tag == "a":
            self.links.append(given.get("href", ""))
        if tag == "select":
            self._select = given.get("name", "")
        elif tag == "option" and "selected" in given:
            self._carry(self._select, given.get("value", ""))
        elif tag == "input" and ("checked" in given or given.get("type") not in ("radio", "checkbox")):
            self._carry(given.get("name", ""), given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in self._inside:
            while self._inside.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not {"style", "title"} & set(self._inside):
            self.words.append(data.strip())

    def _carry(self, name: str, value: str) -> None:
        self.carried.setdefault(name, []).append(value)


@dataclass
class Page:
    """An answer as a person sees it."""

    response: TestResponse
    read: _Reader = field(init=False)

    def __post_init__(self) -> None:
        self.read = _Reader(self.response.text)

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def says(self) -> str:
        """All words of the page, in one line."""
        return " ".join(" ".join(self.read.words).split())

    @property
    def shown_id(self) -> UUID:
        """The id of the record that the page shows."""
        return UUID(self.response.request.path.rsplit("/", 1)[1])

    def link(self, ending: str) -> str:
        """The first link whose address ends so."""
        return next(link for link in self.read.links if link.split("?")[0].endswith(ending))


@dataclass
class Visitor:
    """A browser without scripts, signed in or not."""

    client: FlaskClient

    def open(self, path: str) -> Page:
        """The page at an address, wherever it leads."""
        return Page(self.client.get(path, follow_redirects=True))

    def send(self, page: Page | str, **typed: Any) -> Page:
        """Fill in the form of a page and send it; what is not typed is sent as it stands in the form."""
        page = self.open(page) if isinstance(page, str) else page
        fields = {**page.read.carried, **{name.replace("__", "-"): value for name, value in typed.items()}}
        path = page.response.request.full_path
        return Page(self.client.post(path, data=fields, follow_redirects=True))

    def press(self, path: str, *, on: str, **fields: Any) -> Page:
        """Press a button of a page that sends a small form to another address."""
        carried = self.open(on).read.carried
        data = {name: carried.get(name, [""])[-1] for name in ("csrf_token", "version")} | fields
        return Page(self.client.post(path, data=data, follow_redirects=True))

    def sign_in(self, email: str, password: str = PASSWORD, *, to: str = "/") -> Page:
        """Sign in at the door, on the way to a page."""
        return self.send(f"/sign-in?next={to}", email=email, password=password)


def day(name: str, year: int, month: int, number: int) -> dict[str, str]:
    """A day as its three boxes."""
    return {f"{name}-day": str(number), f"{name}-month": str(month), f"{name}-year": str(year)}

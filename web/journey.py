"""A form of several short pages without a script: what was answered so far travels on, sealed, in the page itself."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from flask import request
from werkzeug.datastructures import MultiDict

from web import gate
from web.forms import Answer, Form
from web.sealed import opened, seal

T = TypeVar("T")
Steps = Sequence[tuple[str, type[Form]]]
Typed = dict[str, list[str]]
_OWN = {"csrf_token", "carried", "step", "go"}


class Journey:
    """One person's way through the steps; `plan` says, from the answers so far, which steps there are."""

    def __init__(self, name: str, plan: Callable[["Journey"], Steps], **offers: Any) -> None:
        self.name, self._plan, self.offers = name, plan, offers
        self.typed: dict[str, Typed] = {}
        if request.method == "POST":
            self.typed = opened(request.form.get("carried"), purpose=name) or {}
            self.typed[self._sent()] = {key: request.form.getlist(key) for key in request.form if key not in _OWN}
        self.steps = plan(self)
        self.at = self._at()
        self.form = self._form(self.at, check=request.method == "POST" and self.at == self._index(self._sent()))
        if request.method == "POST" and request.form.get("go") == "on" and self.at == self._index(self._sent()):
            self.form.refuse_unasked()

    def answers(self, title: str, name: str) -> list[str]:
        """What was typed for one question of one step."""
        return self.typed.get(title, {}).get(name, [])

    def facts(self) -> dict[str, Any]:
        """All answers of all steps, by name."""
        return {name: value for form in self.forms() for name, value in form.facts().items()}

    def forms(self) -> list[Form]:
        """The form of every step, filled with what was typed."""
        return [self._form(index) for index in range(len(self.steps))]

    def carry_out(self, verb: Callable[..., T], *given: Any, **more: Callable[[], Any]) -> T | None:
        """After the last step, call the verb; what it refuses opens the step that holds the field."""
        sent_last = request.form.get("go") == "on" and self._index(self._sent()) == len(self.steps) - 1
        if not sent_last or self.form.errors or not self._is_complete():
            return None
        result = self.form.carry_out(verb, *given, **{name: fact() for name, fact in more.items()})
        if self.form.form_errors:
            self._open_where_it_is_wrong()
        return result

    def page(self, template: str, **more: Any) -> Answer:
        """The page of the step one is at."""
        carried = seal({title: typed for title, typed in self.typed.items() if title != self.title}, purpose=self.name)
        return self.form.page(template, journey=self, carried=carried, **more)

    @property
    def title(self) -> str:
        """The title of the step one is at."""
        return self.steps[self.at][0]

    @property
    def titles(self) -> list[str]:
        """The titles of all steps, in order."""
        return [title for title, _ in self.steps]

    def _sent(self) -> str:
        return request.form.get("step", "")

    def _index(self, title: str) -> int:
        return self.titles.index(title) if title in self.titles else 0

    def _at(self) -> int:
        here = self._index(self._sent())
        if request.method != "POST":
            return 0
        if request.form.get("go") == "back":
            return max(0, here - 1)
        form = self._form(here, check=True)
        sound = form.validate() and not gate.unasked(form)
        return here + 1 if sound and here + 1 < len(self.steps) else here

    def _form(self, index: int, *, check: bool = False) -> Form:
        title, kind = self.steps[index]
        typed = self.typed.get(title)
        form = kind(MultiDict(typed) if typed is not None else None, meta={"csrf": False})
        for name, words in self.offers.items():
            if name in form:
                form[name].offer(words)
        if check:
            form.validate()
        return form

    def _is_complete(self) -> bool:
        for index in range(len(self.steps)):
            form = self._form(index, check=True)
            if form.errors:
                self.at, self.form = index, form
                return False
        return True

    def _open_where_it_is_wrong(self) -> None:
        refused: Mapping[str, list[str]] = self.form.refused
        for index in range(len(self.steps)):
            form = self._form(index, check=True)
            if any(name in form for name in refused):
                form.blame(refused)
                self.at, self.form = index, form
                return

"""A form carries what people typed to a verb and brings back, field by field, what has to be put right."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from flask import redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import HiddenField

from consortium.floor import errors
from consortium.floor.db import db
from web import gate
from web.sealed import opened, seal

T = TypeVar("T")
REFUSALS = (
    errors.Invalid,
    errors.Conflict,
    errors.RuleBroken,
    errors.NotAllowed,
    errors.TooManyTries,
    errors.QueueFull,
)
Answer = str | Response | tuple[str, int]


class Form(FlaskForm):  # type: ignore[misc]
    """One page's questions. Pages call `carry_out(verb, …)`, then `page(template)` when it brought nothing back."""

    class Meta:
        """The door itself checks every unsafe request for forgery, before any form is read."""

        csrf = False

    stale = ""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.refused: dict[str, list[str]] = {}
        self.conflict: errors.Conflict | None = None

    def facts(self) -> dict[str, Any]:
        """The answers by name, as the verbs take them; a reference that nobody gave is for them to find."""
        return {name: value for name, value in self.data.items() if value is not None or not name.endswith("_ref")}

    def is_sent(self) -> bool:
        """Whether this request brings the form filled in, without a fault that can be seen from here."""
        return bool(self.validate_on_submit()) and not self.refuse_unasked()

    def refuse_unasked(self) -> bool:
        """Whether something was sent that the form does not ask for: never ignored in silence."""
        unasked = gate.unasked(self)
        if unasked:
            self.form_errors.append("Something was sent that this page does not ask for. Load the page again.")
        return bool(unasked)

    def carry_out(self, verb: Callable[..., T], *given: Any, **more: Any) -> T | None:
        """Call the verb once the form is sent and sound; None when there is something to put right."""
        if not self.is_sent():
            return None
        try:
            return verb(*given, **more)
        except errors.TooManyTries:
            raise  # the door's own page says when to try again
        except REFUSALS as refusal:
            db.session.rollback()  # a refusal of the schema leaves a transaction that answers no more
            self._take(refusal)
        return None

    def page(self, template: str, **more: Any) -> Answer:
        """The page of this form; one that refuses answers 409 or 422, so that nothing of it is kept."""
        status = 409 if self.conflict else 422 if self.faults() else 200
        return render_template(template, form=self, **more), status

    def faults(self) -> list[tuple[str, str]]:
        """What has to be put right, in the order of the page: (the field's anchor or nothing, the sentence)."""
        found = [("", sentence) for sentence in self.form_errors]
        return found + [(_anchor(field), str(field.errors[0])) for field in self if field.errors]

    def _take(self, refusal: errors.ConsortiumError) -> None:
        if isinstance(refusal, errors.Invalid):
            self.blame(refusal.fields)
            return
        if isinstance(refusal, errors.Conflict):
            self.conflict = refusal
        self.form_errors.append((self.conflict and self.stale) or refusal.sentence)

    def blame(self, fields: Mapping[str, Sequence[str]]) -> None:
        """Write each sentence beside its field; what belongs to no field of this form stands on top."""
        self.refused = {name: list(sentences) for name, sentences in fields.items()}
        for name, sentences in fields.items():
            if name in self:
                self[name].errors = [*self[name].errors, *sentences]
            else:
                self.form_errors.extend(sentences)


class Versioned(Form):
    """A form that changes a record: it knows which state of it was seen, and shows what changed meanwhile."""

    version = HiddenField()
    opened = HiddenField()
    stale = "Somebody changed this while you had it open. Look at what changed, then save again if yours is right."

    def facts(self) -> dict[str, Any]:
        """The answers without the two that say which state was seen."""
        return {name: value for name, value in super().facts().items() if name not in ("version", "opened")}

    def seen(self) -> int:
        """The version that was on the screen; nonsense is none that exists."""
        text = str(self.version.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1

    def remember(self, version: int, shown: Mapping[str, str]) -> "Versioned":
        """Keep in the page how the record stands now, in words, unless the page already came back with it."""
        if not self.is_submitted():
            self.version.data, self.opened.data = str(version), seal(dict(shown), purpose="opened")
        return self

    def changes(self, version: int, shown: Mapping[str, str]) -> list[tuple[str, str, str]]:
        """After a conflict, what somebody else changed since the page was opened: (what, as it was, as it is now).

        From here on the page stands on the new state, so sending it again keeps what is typed in it.
        """
        if not self.conflict:
            return []
        before = opened(self.opened.data, purpose="opened") or {}
        self.version.data, self.opened.data = str(version), seal(dict(shown), purpose="opened")
        return [(name, before.get(name, ""), now) for name, now in shown.items() if before.get(name, "") != now]


def done(endpoint: str, what: str | None = None, **values: Any) -> Response:
    """Answer a carried-out act with the page that shows it; its template has the sentence for `what`."""
    return redirect(url_for(endpoint, done=what, **values), 303)


def described(field: Any, hint: str | None = None, css: str = "", width: str = "", also: str = "") -> dict[str, Any]:
    """The attributes that tie a field to its hint and its error."""
    marks = [also] if also else []
    marks += [f"{field.id}-h"] if hint or field.description else []
    marks += [f"{field.id}-e"] if field.errors else []
    attributes: dict[str, Any] = {"class": f"{css} {width}".strip()}
    if marks:
        attributes["aria_describedby"] = " ".join(marks)
    if field.errors:
        attributes["aria_invalid"] = "true"
    return attributes


def _anchor(field: Any) -> str:
    if field.type == "HiddenField":
        return ""
    first = next(iter(field), None) if field.type in ("RadioField", "SelectMultipleField") else None
    return str(first.id if first is not None else field.id)

"""A form carries what people typed to a verb and brings back, field by field, what has to be put right."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import HiddenField

from consortium import errors

T = TypeVar("T")
Answer = str | Response | tuple[str, int]


class Form(FlaskForm):  # type: ignore[misc]
    """One page's questions. Pages call `carry_out(verb, …)`, then `page(template)` when it brought nothing back."""

    conflict: errors.Conflict | None = None

    def facts(self) -> dict[str, Any]:
        """The answers by name, without the machinery of the form."""
        return {name: value for name, value in self.data.items() if name != "csrf_token"}

    def is_sent(self) -> bool:
        """Whether this request brings the form filled in, without a fault that can be seen from here."""
        return bool(self.validate_on_submit())

    def carry_out(self, verb: Callable[..., T], *given: Any, **more: Any) -> T | None:
        """Call the verb once the form is sent and sound; None when there is something to put right."""
        if not self.is_sent():
            return None
        try:
            return verb(*given, **more)
        except errors.Invalid as refusal:
            self._blame(refusal.fields)
        except errors.Conflict as refusal:
            self.conflict = refusal
        except (errors.RuleBroken, errors.NotAllowed) as refusal:
            self.form_errors.append(refusal.sentence)
        return None

    def page(self, template: str, **more: Any) -> Answer:
        """The page of this form; one that refuses answers 422 or 409, so that nothing of it is kept."""
        status = 409 if self.conflict else 422 if self.faults() else 200
        return render_template(template, form=self, **more), status

    def faults(self) -> list[tuple[str, str]]:
        """What has to be put right, in the order of the page: (the field's anchor or nothing, the sentence)."""
        found = [("", sentence) for sentence in self.form_errors]
        found += [(field.id if field.type != "HiddenField" else "", said) for field in self for said in _said(field)]
        return found

    def _blame(self, fields: dict[str, list[str]]) -> None:
        for name, sentences in fields.items():
            if name in self:
                self[name].errors = [*self[name].errors, *sentences]
            else:
                self.form_errors.extend(sentences)


class Versioned(Form):
    """A form that changes a record; the version says which state of it was seen."""

    version = HiddenField()

    def facts(self) -> dict[str, Any]:
        """The answers without the version, which goes to the verb by its own name."""
        return {name: value for name, value in super().facts().items() if name != "version"}

    def seen(self) -> int:
        """The version that was on the screen; nonsense is none that exists."""
        text = str(self.version.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


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


def _said(field: Any) -> list[str]:
    errors_ = field.errors if isinstance(field.errors, (list, tuple)) else [str(field.errors)]
    return [str(sentence) for sentence in errors_[:1]] if request else []

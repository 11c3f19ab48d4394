"""The bench: changes are supposed one after the other, travel sealed in the page, and are solved on demand."""

from typing import Any
from uuid import UUID

from flask import request, url_for

from consortium.floor.errors import ConsortiumError
from matching.running.runs import MatchRun
from matching.scenarios import making, telling
from matching.scenarios.scenarios import Scenario
from web.auth import viewer
from web.fields import key
from web.forms import REFUSALS, Answer
from web.forms.supposing import FORMS, KINDS, DraftForm, Rows, lists_of
from web.opened_runs import names, naming
from web.sealed import opened, seal

DROP = "drop-"


class Bench:
    """One person's draft of a scenario of a run: its changes, its name, and the form that is open."""

    def __init__(self, run: MatchRun) -> None:
        self.run, self.purpose = run, f"scenario {run.id}"
        known = names()
        self.lists, self.named = lists_of(run.inputs, known), naming(known)
        self.go = request.form.get("go", "")
        draft = opened(request.form.get("carried"), purpose=self.purpose) or {}
        self.changes: Rows = draft.get("changes", [])
        self.kind = request.form.get("step", "") if request.form.get("step", "") in FORMS else ""
        self.form: Any = DraftForm(name=draft.get("name")) if not self.kind else self._form(self.kind)
        self.name: str = self.form.name.data or "" if not self.kind else draft.get("name", "")
        self.said: tuple[str, ...] = ()

    def start_like(self, scenario_id: UUID | None) -> None:
        """Begin with the changes of a scenario that is kept."""
        if scenario_id is not None and request.method == "GET":
            self.changes = telling.told(viewer(), run_id=self.run.id, scenario_id=scenario_id).changes

    def carry_out(self) -> Scenario | None:
        """Do what the button says; the scenario, once it is solved and kept."""
        if request.method == "POST" and not self.form.refuse_unasked():
            if self.kind:
                self._add()
            elif self.go.startswith(DROP):
                self._drop(self.go.removeprefix(DROP))
            elif self.go == "choose":
                self._choose()
            elif self.go == "solve":
                return self._solve()
        return None

    def page(self, template: str) -> Answer:
        """The page of the form that is open, with what is supposed so far in words."""
        self._say()
        carried = seal({"changes": self.changes, "name": self.name}, purpose=self.purpose)
        answer: Answer = self.form.page(template, bench=self, run=self.run, carried=carried, kinds=KINDS)
        return answer

    @property
    def action(self) -> str:
        """Where the forms are sent: without the question with which the page was opened."""
        return url_for("web.scenarios.suppose", run_id=self.run.id)

    def _form(self, kind: str, **terms: Any) -> Any:
        form = FORMS[kind](**terms)
        form.offer(self.lists)
        return form

    def _add(self) -> None:
        if self.go == "back":
            self._draft()
            return
        if not self.form.validate():
            return
        further = self.form.rows(self._free_number())
        try:
            making.said(viewer(), run_id=self.run.id, changes=[*self.changes, *further])
        except REFUSALS as refusal:
            self.form.form_errors.extend(_sentences(refusal))
            return
        self.changes = [*self.changes, *further]
        self._draft()

    def _draft(self) -> None:
        """Back to the changes so far."""
        self.kind, self.form = "", DraftForm(None, name=self.name)

    def _choose(self) -> None:
        if self.form.kind.data not in FORMS:
            self.form.kind.errors = ["Choose what to suppose."]
            return
        self.kind = self.form.kind.data
        self.form = self._form(self.kind, formdata=None)

    def _drop(self, place: str) -> None:
        if place.isascii() and place.isdigit() and int(place[:4]) < len(self.changes):
            del self.changes[int(place)]
        self._draft()

    def _solve(self) -> Scenario | None:
        if not self.form.name.data:
            self.form.name.errors = ["Give it a name, by which you will find it again."]
            return None
        known = {"run_id": self.run.id, "name": self.form.name.data, "changes": self.changes}
        found: Scenario | None = self.form.carry_out(making.suppose, viewer(), **known)
        return found

    def _say(self) -> None:
        if self.changes:
            try:
                self.said = making.said(viewer(), run_id=self.run.id, changes=self.changes)
            except REFUSALS as refusal:
                self.changes = []
                self.form.form_errors.extend(_sentences(refusal))

    def _free_number(self) -> int:
        """For what is added: above every number that is taken."""
        refs = (str(row.get(name, "")) for row in self.changes for name in ("referral_ref", "household_ref"))
        taken = (ref.removeprefix("WHAT-IF-") for ref in refs if ref.startswith("WHAT-IF-"))
        return max((int(number) for number in taken if number.isascii() and number.isdigit()), default=0) + 1


def like() -> UUID | None:
    """Which scenario the page is to begin with."""
    return key(request.args.get("like"))


def _sentences(refusal: ConsortiumError) -> list[str]:
    fields = getattr(refusal, "fields", None)
    return [sentence for of in fields.values() for sentence in of] if fields else [refusal.sentence]

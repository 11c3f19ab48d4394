"""What a task may be about: the shape of a question to a run, and of what it reports while it is worked on."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from matching.plan import Plan
from matching.problem import Problem

Data = dict[str, Any]


class TaskKind(StrEnum):
    """What is worked on: a match run itself, or a question to one that is done."""

    MATCH = "match"
    ALTERNATIVES = "alternatives"
    FIRMNESS = "firmness"
    WEIGHTS = "weights"
    WIDER = "wider"
    RECRUITMENT = "recruitment"


class TermsRefused(Exception):
    """Terms that a question cannot have: for each, the sentences that say why."""

    def __init__(self, faults: dict[str, list[str]]) -> None:
        super().__init__(" ".join(sentence for told in faults.values() for sentence in told))
        self.faults = faults


class NoAnswer(Exception):
    """There is no answer, and a sentence says why."""


class Report(Protocol):
    """Whom a question tells how far it is, and what it has found until then: each finding is whole in itself."""

    def progress(self, doing: str, done: int, of: int, /) -> None: ...
    def found(self, data: Data, /) -> None: ...


@dataclass(frozen=True)
class Term:
    """One term of a question: its name, what it may be, why not, and what it is where it is left out."""

    name: str
    fits: Callable[[Any], bool]
    refusal: str
    usual: Any


@dataclass(frozen=True)
class Question:
    """What is asked of a run: in a sentence, by which terms, and how it is answered.

    `refuses`: which terms that fit do not fit this run, and why, from what it looked at.
    """

    sentence: str
    terms: tuple[Term, ...]
    answer: Callable[[Problem, Plan, Data, Report], Data]
    refuses: Callable[[Data, Mapping[str, Any]], Iterable[tuple[str, str]]] = lambda _terms, _inputs: ()

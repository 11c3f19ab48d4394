"""Rounds: changes one after another from the pristine records on, and what A and the others are shown in between."""

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from random import Random

from tests.interference.addresses import Address
from tests.interference.changes import ACTS
from tests.interference.ground import BETWEEN, MORNING, standing_at
from tests.interference.inputs import State
from tests.interference.observing import Answers, Reads, Watch, first_difference
from tests.interference.places import WEST, B, Place
from tests.interference.side import Done, Doors, Side

LENGTH = 15  # changes a round
TRIES = 30  # until one of them is accepted
SHOWN = b"200"  # how an answer begins that refuses nothing
MOST = 5  # differences that are told


@dataclass
class Round:
    """What was done, in order, and a copy of the records after each."""

    place: Place
    done: list[Done] = field(default_factory=list)
    copies: list[sqlite3.Connection] = field(default_factory=list)

    @property
    def told(self) -> frozenset[str]:
        """Who is told of any of it by right."""
        return frozenset[str]().union(*(one.told for one in self.done))

    def watched(self, asked: Sequence[Address]) -> list[Address]:
        """The addresses of those whom none of it concerns."""
        return [one for one in asked if not one.observer.is_told(self.told, by=self.place)]


class Trial:
    """The whole of it: the records, both doors, everybody who watches, and what they saw before anything happened.

    `only` names endpoints that alone are compared, `acts` what alone is done.
    """

    def __init__(self, watch: Watch, *, seed: int, acts: Iterable[str] = ACTS, only: Collection[str] = ()) -> None:
        self.watch, self.ground, self.seed, self.rng = watch, watch.ground, seed, Random(seed)
        self.acts, self.doors = sorted(acts), Doors(self.ground)
        self.addresses = [one for one in watch.addresses if not only or one.endpoint in only]
        self.compared = self.checked = self.changes = 0
        self.differences: list[str] = []
        self.before: Answers = {}
        self.reads: Reads = {}

    def look(self, share: int | None = None) -> "Trial":
        """What is shown before: at all addresses, or at so many, among them one of each endpoint that shows any."""
        if share is not None:
            mixed = self.rng.sample(self.addresses, len(self.addresses))
            telling = [self._one_that_shows(endpoint, mixed) for endpoint in sorted({one.endpoint for one in mixed})]
            more = [one for one in mixed if one.allowed][: max(0, share - len(telling))]
            chosen = {*telling, *more}
            self.addresses = [one for one in self.addresses if one in chosen]
        self.before = self.watch.answers(self.addresses, self.ground.pristine, reads=self.reads)
        self.given = self.given_in(self.ground.pristine, self.addresses)
        return self

    def given_in(self, copy: sqlite3.Connection, asked: Sequence[Address]) -> dict[Address, list[int]]:
        """What all that these addresses read gives in this state."""
        state = State(copy)
        return {one: state.gives(self.reads[one]) for one in asked}

    def _one_that_shows(self, endpoint: str, mixed: Sequence[Address]) -> Address:
        """An address of the endpoint at which somebody is shown something, as far as there is one."""
        own = [one for one in mixed if one.endpoint == endpoint and one.allowed and one.own]
        answers = ((one, self.watch.answers([one], self.ground.pristine)[one]) for one in own)
        return next((one for one, answer in answers if answer.startswith(SHOWN)), own[0])

    def run(self, changes: int, *, each: int = 0) -> "Trial":
        """So many accepted changes, a round at a time.

        After each, all that the addresses read is compared, and the bytes of those that read anything else, and of
        `each` others; after a round the bytes of all.
        """
        while self.changes < changes:
            self.round(min(LENGTH, changes - self.changes), each=each)
        return self

    def round(self, length: int, *, each: int = 0) -> None:
        """Some changes from the pristine records on."""
        under_way = Round(self.rng.choice((B, B, WEST)))
        for _ in range(length):
            self.change(under_way)
            watched = under_way.watched(self.addresses)
            given = self.given_in(under_way.copies[-1], watched)
            self.checked += len(watched)
            others = [one for one in watched if given[one] != self.given[one]]
            self.compare(under_way, [*others, *self.rng.sample(watched, min(each, len(watched)))])
        self.compare(under_way, under_way.watched(self.addresses))
        for copy in under_way.copies:
            copy.close()

    def change(self, under_way: Round) -> None:
        """One change that is accepted."""
        for _ in range(TRIES):
            self.ground.back_to(under_way.copies[-1] if under_way.copies else self.ground.pristine)
            endpoint = self.rng.choice(self.acts)
            with standing_at(MORNING + BETWEEN * (len(under_way.done) + 1)):
                with self.ground.app.app_context():
                    side = Side(self.ground, under_way.place, self.rng)
                done = self.doors.ask(side, endpoint, ACTS[endpoint])
            if done is not None and done.is_accepted:
                under_way.done.append(done)
                under_way.copies.append(self.ground.copy())
                self.changes += 1
                return
        raise LookupError(f"Nothing more that {under_way.place.of} asks for is accepted.")

    def compare(self, under_way: Round, watched: Sequence[Address]) -> None:
        """Notes what is shown otherwise than before, and since which change."""
        after = self.watch.answers(watched, under_way.copies[-1])
        self.compared += len(after)
        differing = [pair for pair in after.items() if pair[1] != self.before[pair[0]]]
        told = [self._told(under_way, *pair) for pair in differing[: MOST - len(self.differences)]]
        self.differences += [one for one in told if one not in self.differences]

    def _told(self, under_way: Round, one: Address, answer: bytes) -> str:
        """Since which change it differs, where one can be named, and in what."""
        steps = zip(under_way.done, under_way.copies, strict=True)
        since = (done for done, copy in steps if self.watch.answers([one], copy)[one] != self.before[one])
        done = next(since, under_way.done[-1])
        told = first_difference(self.before[one], answer)
        return f"seed {self.seed}: {under_way.place.of}'s {done.endpoint} changed {one}\n    {told}"

"""What a search beyond the run's rules ends with: who is placed where, and how far each aim is settled."""

from dataclasses import dataclass

from matching.problem import URGENCIES

AIMS = (*URGENCIES, "apart", "points", "days", "digest")


@dataclass(frozen=True)
class Aim:
    """One aim as a cost to be as small as can be: what was reached, and below which nothing can be (None: not known).

    What is known of an aim holds as long as those above it stay as they are. Only a search that was ended proves.
    """

    name: str
    cost: int
    bound: int | None
    is_proven: bool


@dataclass(frozen=True)
class Answer:
    """The household of each row that has one, as indices of the wider pairs, and the aims that were looked at."""

    placed: dict[int, int]
    aims: tuple[Aim, ...]

    @property
    def is_proven(self) -> bool:
        """Whether it is the best of all by every aim."""
        return len(self.aims) == len(AIMS) and all(aim.is_proven for aim in self.aims)

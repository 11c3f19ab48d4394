"""What becomes of a placement: a return that continues it, a disruption that ends it, its legal phases."""

from uuid import UUID

from api.operations import Door, Values
from api.schemas.link_steps import Reversal
from api.schemas.stays import Disruption, NextPhase, PhaseDay, Return, Stay
from consortium.access import Viewer
from consortium.linking import links
from contracts import stays

ONE = "/links/<uuid:link_id>/stay"
door = Door("stays")


@door.reads(ONE, Stay, may="links.read")
def read(viewer: Viewer, link_id: UUID) -> Values:
    """Read what became of the placement of a link; empty before the move-in."""
    return _told(viewer, link_id)


@door.acts(f"{ONE}/return", Stay, may=stays.ACT, takes=Return, versioned=True)
def come_back(viewer: Viewer, link_id: UUID, version: int, body: Values) -> Values:
    """Record that the child came back to the same household: the placement goes on, within the agreement's window."""
    stays.come_back(viewer, link_id=link_id, version=version, **body)
    return _told(viewer, link_id)


@door.acts(f"{ONE}/disruption", Stay, may=stays.ACT, takes=Disruption, versioned=True)
def disrupt(viewer: Viewer, link_id: UUID, version: int, body: Values) -> Values:
    """Record that the placement broke down: it ends, its household is held, and everybody concerned is told."""
    stays.disrupt(viewer, link_id=link_id, version=version, **body)
    return _told(viewer, link_id)


@door.acts(f"{ONE}/reversal", Stay, may=stays.ACT, takes=Reversal, versioned=True)
def take_back(viewer: Viewer, link_id: UUID, version: int, body: Values) -> Values:
    """Take back the latest disruption or return, recorded by mistake, with all that followed from it."""
    stays.take_back(viewer, link_id=link_id, version=version, **body)
    return _told(viewer, link_id)


@door.acts(f"{ONE}/phase", Stay, may=stays.ACT, takes=NextPhase, versioned=True)
def enter_phase(viewer: Viewer, link_id: UUID, version: int, body: Values) -> Values:
    """Record that the placement entered another legal phase: prospective adoptive, or fostering again."""
    stays.enter_phase(viewer, link_id=link_id, version=version, **body)
    return _told(viewer, link_id)


@door.acts(f"{ONE}/phase/day", Stay, may=stays.ACT, takes=PhaseDay, versioned=True)
def correct_phase(viewer: Viewer, link_id: UUID, version: int, body: Values) -> Values:
    """Correct the day on which the placement entered its latest legal phase."""
    stays.correct_phase(viewer, link_id=link_id, version=version, **body)
    return _told(viewer, link_id)


@door.acts(f"{ONE}/phase/reversal", Stay, may=stays.ACT, takes=Reversal, versioned=True)
def take_back_phase(viewer: Viewer, link_id: UUID, version: int, body: Values) -> Values:
    """Take back the latest legal phase, which the placement never entered."""
    stays.take_back_phase(viewer, link_id=link_id, version=version, **body)
    return _told(viewer, link_id)


def _told(viewer: Viewer, link_id: UUID) -> Values:
    return stays.told(viewer, link=links.get(viewer, link_id=link_id))

"""The routes of policies."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import cache, partial
from uuid import UUID

from api.operations import Door, Values
from api.paging import Listing
from api.schemas.policies import Policy
from api.schemas.trying import Trial, Tried
from consortium import consortia
from consortium.access import Viewer
from matching.running import trying
from matching.terms import policies

door = Door("policies")


@door.lists("/policies", Policy, may="policies.read")
def index(viewer: Viewer, query: Values) -> Listing:
    """List the policies of the consortia that you coordinate, the latest first."""
    shown = partial(_shown, viewer=viewer)
    return Listing(policies.visible(viewer), by="created_at", newest_first=True, shown=shown)


@door.reads("/policies/<uuid:policy_id>", Policy, may="policies.read")
def read(viewer: Viewer, policy_id: UUID) -> Values:
    """Read one policy."""
    return next(_shown([policies.get(viewer, policy_id=policy_id)], viewer=viewer))


@door.creates("/policies", Policy, may="policies.change")
def sign(viewer: Viewer, body: Values) -> Values:
    """Sign a policy, which governs the runs of the consortium from today, or from a later day, on."""
    signed = policies.sign(viewer, consortium_code=body.pop("consortium"), **body)
    return next(_shown([signed], viewer=viewer))


@door.acts("/match-runs/<uuid:run_id>/trial", Tried, may="policies.read", takes=Trial)
def try_out(viewer: Viewer, run_id: UUID, body: Values) -> Values:
    """Read what a run would have suggested by other terms of the policy; nothing is kept."""
    return asdict(trying.with_policy(viewer, run_id=run_id, terms=body["terms"]))


def _shown(found: Sequence[policies.SignedPolicy], *, viewer: Viewer) -> Iterator[Values]:
    code = cache(lambda consortium_id: consortia.get(viewer, consortium_id=consortium_id).code)
    for one in found:
        told = {"id": one.id, "number": one.number, "effective_on": one.effective_on, "signed_at": one.created_at}
        yield told | {"consortium": code(one.consortium_id), "terms": one.content}

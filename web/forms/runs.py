"""What is asked before a match run."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from matching.terms.policies import SignedPolicy
from web.fields import DayField, ManyField, Needed, PickField
from web.forms import Form


class RunForm(Form):
    """The day whose records a run looks at, whose records these are, and by which policy it goes."""

    as_of = DayField("On which day’s records?", [Needed("Enter the day that the run looks at.")])
    consortium_ids = ManyField("Over which consortia?", words={})
    policy_id = PickField("By which policy?", words={}, empty="The one in force")

    def offer(self, consortia: Mapping[str, str], signed: Sequence[SignedPolicy]) -> None:
        """Fill the lists; whoever has but one of a thing is not asked about it."""
        self.consortium_ids.offer(consortia)
        self.policy_id.offer({str(one.id): _named(one, consortia) for one in signed} if len(signed) > 1 else {})
        if not self.is_submitted():
            self.consortium_ids.data = tuple(consortia)

    def facts(self) -> dict[str, Any]:
        """The answers as the verb takes them; who coordinates one consortium runs over that one."""
        chosen = [UUID(one) for one in self.consortium_ids.data] if len(self.consortium_ids.choices) > 1 else None
        policy_id = UUID(self.policy_id.data) if self.policy_id.data else None
        return {"as_of": self.as_of.data, "consortium_ids": chosen, "policy_id": policy_id}


def _named(signed: SignedPolicy, consortia: Mapping[str, str]) -> str:
    return f"“{signed.terms.version}” of {consortia[str(signed.consortium_id)]}"

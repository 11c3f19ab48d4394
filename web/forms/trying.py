"""What is asked before other terms of a policy are tried on a run: every term, beginning with the run's own."""

from typing import Any

from matching.policy import LARGEST_GRACE_DAYS, LARGEST_OPEN_LINKS, LARGEST_WEIGHT, MERIT_WEIGHTS
from web.fields import Needed, WholeField
from web.forms import Form

CAPS = ("grace_days", "max_open_links_household", "max_open_links_referral")
_NEEDED = [Needed("Enter a whole number.")]


class TrialForm(Form):
    """The terms that are not weights, and after them a field for each weight."""

    grace_days = WholeField("Days of grace", _NEEDED, high=LARGEST_GRACE_DAYS)
    max_open_links_household = WholeField("Open links of a household", _NEEDED, low=1, high=LARGEST_OPEN_LINKS)
    max_open_links_referral = WholeField("Open links of a referral", _NEEDED, low=1, high=LARGEST_OPEN_LINKS)

    def terms(self) -> dict[str, Any]:
        """The terms as a policy holds them."""
        said = {field.short_name: field.data for field in self}
        merits = {code: said[code] for code in MERIT_WEIGHTS}
        return {name: said[name] for name in CAPS} | {"merits": merits}

    def of_merits(self) -> list[Any]:
        """The weights' fields, in the order of the policy."""
        return [self[code] for code in MERIT_WEIGHTS]


for _code in MERIT_WEIGHTS:
    setattr(TrialForm, _code, WholeField(_code.capitalize(), _NEEDED, high=LARGEST_WEIGHT))

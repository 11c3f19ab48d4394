"""What Schedule 1 asks of a child, an item at a time, in words."""

from typing import Any

from wtforms import TextAreaField

from consortium.referrals.statutory import ELSEWHERE, ITEMS
from web.forms import Versioned

ASKED = tuple(item for item in ITEMS if item.field not in ELSEWHERE)


class _StatutoryForm(Versioned):
    """The items that are written in words here."""

    def facts(self) -> dict[str, Any]:
        """The answers, an empty one as nothing."""
        return {item.field: (self[item.field].data or "").strip() or None for item in ASKED}


StatutoryForm: type[_StatutoryForm] = type(
    "StatutoryForm",
    (_StatutoryForm,),
    {item.field: TextAreaField(f"{item.number}. {item.title}") for item in ASKED},
)

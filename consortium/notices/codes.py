"""Codes: the one table of all that people are told of; a notice keeps its code, and is read by this table."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Code:
    """One thing to tell of: its sentence, the page of the console that it leads to, and the act its reader needs.

    `{ref}` becomes the record's reference, as far as its reader may see the record; a sentence holds nothing else of
    it, for it goes out by mail too.
    """

    sentence: str
    page: str
    may: str


CODES: Mapping[str, Code] = {
    "link.proposed": Code("{ref}: a link is proposed. Say whether to explore it.", "links.one", "links.agree"),
    "link.exploring": Code("{ref}: both sides explore. The full profiles are open.", "links.one", "links.read"),
    "link.approved": Code("{ref}: the match is approved.", "links.one", "links.read"),
    "link.ended": Code("{ref}: the link has ended.", "links.one", "links.read"),
    "link.stalled": Code("{ref}: the link has stood still. See who has the next step.", "links.one", "links.read"),
    "case.handed_over": Code("{ref}: you hold this case from now on.", "referrals.one", "referrals.read"),
    "household.handed_over": Code("{ref}: you hold this household from now on.", "households.one", "households.read"),
}  # fmt: skip

"""Readers: who of those that see a purchase reads which of its fields; a field that is not named is the operator's."""

from enum import StrEnum


class Reader(StrEnum):
    """How somebody who sees a purchase stands to it."""

    AUTHORITY = "authority's staff, coordinators"
    AGENCY = "agency's staff"
    FINANCE = "finance officers of the authority and of the whole consortium"
    AGENCY_FINANCE = "finance officers of the agency"


# By which act towards which side's organisation one is such a reader.
READS: dict[Reader, tuple[str, str]] = {
    Reader.AUTHORITY: ("purchases.change", "authority_id"),
    Reader.AGENCY: ("households.change", "agency_id"),
    Reader.FINANCE: ("positions.read", "authority_id"),
    Reader.AGENCY_FINANCE: ("positions.read", "agency_id"),
}


def _all(names: str, *readers: Reader) -> dict[str, frozenset[Reader]]:
    return dict.fromkeys(names.split(), frozenset(readers))


# Who pays reads what was bought, when, and that it ended; of the child and the household nothing, nor why it ended.
PURCHASE: dict[str, frozenset[Reader]] = {
    **_all("placement_ref authority_code agency children", *Reader),
    **_all("match_approved_on moved_in_on adoption_order_on ended_on confirmed_on", *Reader),
    **_all("household_ref referral_ref end_reason", Reader.AUTHORITY, Reader.AGENCY),
    **_all("order_number cost_code", Reader.AUTHORITY, Reader.FINANCE),
}

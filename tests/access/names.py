"""Who is who in the world of the matrix."""

from consortium.roles import MemberKind

WHY = "The ages and the needs agree."
AUTHORITY, NEIGHBOUR, AGENCY, OTHER_AGENCY, HUB = "S12000036", "S12000047", "ROWAN", "ASPEN", "HUB-EAST"
FAR_AUTHORITY, FAR_AGENCY, FAR_HUB = "S12000049", "ALDER", "HUB-WEST"
KIND = {
    AUTHORITY: MemberKind.AUTHORITY, NEIGHBOUR: MemberKind.AUTHORITY, FAR_AUTHORITY: MemberKind.AUTHORITY,
    AGENCY: MemberKind.AGENCY, OTHER_AGENCY: MemberKind.AGENCY, FAR_AGENCY: MemberKind.AGENCY,
    HUB: MemberKind.PARTNER, FAR_HUB: MemberKind.PARTNER,
}  # fmt: skip
FAR = {FAR_AUTHORITY, FAR_AGENCY, FAR_HUB}

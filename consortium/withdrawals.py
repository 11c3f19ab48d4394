"""Withdrawals: why a household is withdrawn, and which of the reasons end its approval."""

from enum import StrEnum


class WithdrawalReason(StrEnum):
    """Why a household is withdrawn."""

    RESIGNED = "resigned"
    APPROVAL_TERMINATED = "approval_terminated"
    APPROVAL_LAPSED = "approval_lapsed"


# The approval is none any more: who lives there may stay, and nobody else is placed or linked.
APPROVAL_ENDED = (WithdrawalReason.APPROVAL_TERMINATED, WithdrawalReason.APPROVAL_LAPSED)

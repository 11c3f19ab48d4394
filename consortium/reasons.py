"""Reasons: what people say of why they act; kept on the record, and refused where it says too little."""

from consortium.floor.errors import Invalid

SHORTEST, LONGEST = 10, 500  # characters


def said(text: str, *, field: str = "reason") -> str:
    """The reason as it is kept."""
    reason = text.strip()
    if not SHORTEST <= len(reason) <= LONGEST:
        raise Invalid({field: [f"Say why, in {SHORTEST} to {LONGEST} characters."]})
    return reason

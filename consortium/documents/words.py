"""The words that people read for the steps of a link, on pages and in documents."""

STEPS = {
    "meeting": "Matching meeting",
    "recommendation": "Panel recommendation",
    "decision": "Decision",
    "notice": "Notice in writing",
    "introductions": "Introductions began",
    "move_in": "Move-in",
    "reversal": "Taken back",
}
UNPLANNED = {
    "carer_request": "at the carers’ request",
    "allegation": "after an allegation",
    "approval_removed": "the approval was removed",
    "moved_other_foster": "moved to other foster carers",
}
STEP_OUTCOMES = {
    "recommended": "The panel recommends the match",
    "not_recommended": "The panel does not recommend the match",
    "approved": "Approved",
    "approved_before_panel": "Approved in an emergency, before the panel",
    "not_approved": "Not approved",
}

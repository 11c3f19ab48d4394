"""A demo in words for the terminal: the match with its reasons, the positions, and how to get in."""

import json

from commands import position_report, report
from commands.demo_records import Demo

SINCE = """Since then its people have gone on, as the console shows: a child has lived with her carers for half a year,
another has just moved in, links are on their way, referrals wait to be screened, and some steps are overdue."""
ACCOUNT_WIDTHS = (36, 21, 20)


def of(demo: Demo) -> str:
    """All that a newcomer is told before the console opens."""
    parts = [
        report.of_document(json.loads(demo.document), demo.problem),
        position_report.of_standing(demo.standing),
        SINCE,
        "\n".join(["Sign-ins, made for this demo alone (everybody in it is invented)", *_accounts(demo)]),
        f"Token for the API, with the coordinator's rights: {demo.token}",
    ]
    return "\n\n".join(parts)


def _accounts(demo: Demo) -> list[str]:
    first, second, third = ACCOUNT_WIDTHS
    return [
        f"  {one.email:<{first}}{one.password:<{second}}{one.role.replace('_', ' '):<{third}}{one.employer}"
        for one in demo.people
    ]

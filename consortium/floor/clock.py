"""What time it is: instants in UTC, legal days in Europe/London."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def day_of(instant: datetime) -> date:
    """The day in Scotland of an instant."""
    return instant.astimezone(LONDON).date()


def today() -> date:
    """The present legal day."""
    return day_of(now())

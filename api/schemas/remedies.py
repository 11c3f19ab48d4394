"""The shape of what would help a run: changes that people may be asked for, and the questions to ask first."""

from marshmallow import fields

from api.schemas.shapes import Line, Shape, Whole
from matching.helping.concessions import TERMS
from matching.running.missing_facts import TOLD


class Concession(Shape):
    """One fact that would change: whose record, from what to what, and whose word it is."""

    code = fields.String(dump_only=True, metadata={"enum": list(TERMS)})
    ref = fields.String(dump_only=True, metadata={"description": "The household, or for `child_travel` the referral."})
    part = fields.String(dump_only=True, metadata={"description": "The child, or the need; empty: the whole record."})
    before = fields.String(dump_only=True)
    after = fields.String(dump_only=True, metadata={"description": "The value nearest to today's that would do."})
    whose = fields.String(dump_only=True)


class SmallestChange(Shape):
    """What would make a barred pair possible; no changes where nothing that may be asked for would."""

    would_do = fields.Boolean(dump_only=True, metadata={"description": "One or two changes are enough."})
    changes = fields.List(fields.Nested(Concession), dump_only=True)
    in_the_way = fields.List(fields.String(), dump_only=True, metadata={"description": "Bars that no change lifts."})
    sentence = fields.String(dump_only=True)


class ReferralNamed(Shape):
    """Which referral."""

    referral_ref = Line(longest=200, required=True, metadata={"description": "What the run calls it."})


class Moved(Shape):
    """A referral that would leave its household for another."""

    referral_ref = fields.String(dump_only=True)
    leaves = fields.String(dump_only=True)
    takes = fields.String(dump_only=True)


class Gained(Shape):
    """Children of each urgency that would be placed more; below nothing: fewer."""

    urgent = fields.Integer(dump_only=True)
    soon = fields.Integer(dump_only=True)
    routine = fields.Integer(dump_only=True)


class Help(Shape):
    """One or two changes, and the plan that they would make."""

    changes = fields.List(fields.Nested(Concession), dump_only=True)
    household_ref = fields.String(dump_only=True, metadata={"description": "With whom the referral would be."})
    moves = fields.List(fields.Nested(Moved), dump_only=True)
    also = fields.List(fields.String(), dump_only=True, metadata={"description": "Who would have a suggestion too."})
    without = fields.List(fields.String(), dump_only=True, metadata={"description": "Who would be left without one."})
    gained = fields.Nested(Gained, dump_only=True)
    sentence = fields.String(dump_only=True)


class Remedies(Shape):
    """What would bring a referral a suggestion, the best first; none where nothing that may be asked for would."""

    referral_ref = fields.String(dump_only=True)
    remedies = fields.List(fields.Nested(Help), dump_only=True)
    tried = Whole(dump_only=True, metadata={"description": "Changes with which the run was solved again."})
    is_cut = fields.Boolean(dump_only=True, metadata={"description": "More might do than were tried."})
    is_withheld = fields.Boolean(
        dump_only=True,
        metadata={"description": "Something is left out, or was left as it is, for an address not to be disclosed."},
    )
    sentence = fields.String(dump_only=True)


class PartyNamed(Shape):
    """Of which agency or authority; nothing: of all."""

    asked = Line(longest=50, metadata={"description": "Its code."})


class Outcome(Shape):
    """What an answer would do to the plan."""

    answer = fields.String(dump_only=True)
    other = fields.List(fields.String(), dump_only=True, metadata={"description": "Another suggestion."})
    first = fields.List(fields.String(), dump_only=True, metadata={"description": "A suggestion at last."})
    none = fields.List(fields.String(), dump_only=True, metadata={"description": "No suggestion any more."})
    children = Whole(dump_only=True, metadata={"description": "How many in those with a first one or none."})


class Question(Shape):
    """A question that nobody has answered yet, and what hangs on it."""

    kind = fields.String(dump_only=True, metadata={"enum": list(TOLD)})
    ref = fields.String(dump_only=True, metadata={"description": "The household or referral that it is about."})
    about = fields.String(dump_only=True)
    pairs = Whole(dump_only=True, metadata={"description": "How many pairs it decides."})
    hanging = fields.List(fields.String(), dump_only=True, metadata={"description": "Whose suggestion hangs on it."})
    outcomes = fields.List(fields.Nested(Outcome), dump_only=True)
    sentence = fields.String(dump_only=True)


class Asked(Shape):
    """The questions to one agency or authority, the one that could change the plan most first."""

    code = fields.String(dump_only=True)
    questions = fields.List(fields.Nested(Question), dump_only=True)
    more = Whole(dump_only=True, metadata={"description": "Open questions that are not listed."})
    tried = Whole(dump_only=True, metadata={"description": "Those with whose answers the run was solved again."})
    is_cut = fields.Boolean(dump_only=True, metadata={"description": "The time ran out before all were tried."})


class Unanswered(Shape):
    """The questions to ask first, a list for each agency and authority that has one."""

    parties = fields.List(fields.String(), dump_only=True, metadata={"description": "Whom one may ask about."})
    lists = fields.List(fields.Nested(Asked), dump_only=True)
    is_withheld = fields.Boolean(
        dump_only=True, metadata={"description": "Whoever has a protected address was left as the run has them."}
    )

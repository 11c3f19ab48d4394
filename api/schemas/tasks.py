"""The shape of tasks: long questions to a run, how far each is, and what it found."""

from marshmallow import fields, validate

from api.schemas.shapes import Line, Paging, Shape, Whole, word, words
from matching import recruiting
from matching.beyond.wider import LONGEST_WAY
from matching.tasks.kinds import TaskKind
from matching.tasks.questions import CODES, MOST_NAMED, MOST_PLANS, MOST_POINTS, QUESTIONS
from matching.tasks.records import TaskStatus


class TaskAsked(Shape):
    """Which question, and the one term that it takes."""

    kind = word(QUESTIONS, required=True, metadata={"description": "Each question takes one of the terms below."})
    most = Whole(low=1, high=MOST_PLANS, metadata={"description": "Of alternatives: how many plans at most (5)."})
    points = Whole(
        high=MOST_POINTS, metadata={"description": "Of firmness: within how many points of the best plan (5)."}
    )
    merit = word(CODES, metadata={"description": "Of weights: which one, or all (all)."})
    scenarios = Whole(
        low=recruiting.LEAST_SCENARIOS,
        high=recruiting.MOST_SCENARIOS,
        metadata={"description": f"Of recruitment: how many are sampled ({recruiting.USUAL_SCENARIOS})."},
    )
    twice = words(
        Line(), most=MOST_NAMED, metadata={"description": "Of wider: households that may take two unrelated referrals."}
    )
    apart = fields.Dict(
        keys=Line(),
        values=Whole(high=LONGEST_WAY),
        validate=validate.Length(max=MOST_NAMED),
        metadata={"description": "Of wider: groups that may be placed apart, each within so many minutes."},
    )


class Task(Shape):
    """A large run to be solved, or a question to a run that is done. A stopped one has what it had found by then."""

    id = fields.UUID(dump_only=True)
    match_run_id = fields.UUID(dump_only=True)
    kind = word(TaskKind, dump_only=True)
    terms = fields.Dict(keys=fields.String(), values=fields.Raw(), dump_only=True)
    status = word(TaskStatus, dump_only=True)
    error = fields.String(dump_only=True, allow_none=True)
    asked_by = fields.UUID(dump_only=True, allow_none=True, metadata={"description": "Null: at the terminal."})
    created_at = fields.AwareDateTime(dump_only=True)
    began_at = fields.AwareDateTime(dump_only=True, allow_none=True)
    ended_at = fields.AwareDateTime(dump_only=True, allow_none=True)


class Progress(Shape):
    """How far a task at work is."""

    doing = fields.String(dump_only=True)
    done = Whole(dump_only=True)
    of = Whole(dump_only=True, metadata={"description": "0: not known yet."})


class AnsweredTask(Task):
    """A task with its answer, in the form that `consortium match` gives it."""

    progress = fields.Nested(Progress, dump_only=True, allow_none=True)
    found = fields.Dict(keys=fields.String(), values=fields.Raw(), dump_only=True, allow_none=True)
    left_out = Whole(
        dump_only=True, metadata={"description": "Records of protected addresses that were left as the run has them."}
    )
    untold = fields.String(dump_only=True, allow_none=True, metadata={"description": "Why the answer is not told."})


class TaskSearch(Paging):
    """Which tasks to list."""

    status = word(TaskStatus)

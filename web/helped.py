"""What would help, with a need in people's words where the plain sentence has its code."""

from collections.abc import Iterable

from matching.running.missing_facts import Question
from matching.running.remedying import Help
from web.words import need


def asked(question: Question) -> str:
    """A question to ask, and what hangs on it."""
    return _in_words(question.sentence, [question.about] if question.kind == "need" else [])


def helped(help_: Help) -> str:
    """What would change, and what would follow."""
    return _in_words(help_.sentence, [one.part for one in help_.changes if one.code == "answer"])


def _in_words(sentence: str, codes: Iterable[str]) -> str:
    for code in codes:
        sentence = sentence.replace(f" {code} ", f" {need(code)} ")
    return sentence

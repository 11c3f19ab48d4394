"""Papers: the documents of a case by name, read or printed by whoever may read the case, and written down as read."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from consortium.access import Viewer, require
from consortium.accounts import people
from consortium.documents import agreements
from consortium.documents.chronology import chronology
from consortium.documents.sections import Document
from consortium.floor import bounded
from consortium.floor.db import release
from consortium.floor.errors import Unavailable
from consortium.planning import cases, shown
from consortium.planning.cases import Case

PRINTER = "consortium.documents.printing:pages"


class Paper(StrEnum):
    """The documents that hang on a case alone."""

    CONTACT_AGREEMENT = "contact-agreement"
    FAMILY_AGREEMENT = "family-agreement"
    CHRONOLOGY = "chronology"


@dataclass(frozen=True)
class Printed:
    """A file to print; its name holds references alone."""

    name: str
    content: bytes


WRITES: dict[Paper, Callable[[Viewer, dict[str, Any], str], Document]] = {
    Paper.CONTACT_AGREEMENT: lambda viewer, found, whom: agreements.contact_agreement(found, made_for=whom),
    Paper.FAMILY_AGREEMENT: lambda viewer, found, whom: agreements.family_agreement(found, made_for=whom),
    Paper.CHRONOLOGY: lambda viewer, found, whom: chronology(viewer, found=found, made_for=whom),
}


def read(viewer: Viewer, *, referral_id: UUID, paper: Paper) -> Document:
    """A document of a case as this person may read it now; reading it is written down."""
    case, document = _written(viewer, referral_id=referral_id, paper=paper)
    cases.note(viewer, case=case, fields=[paper])
    return document


def printed(viewer: Viewer, *, referral_id: UUID, paper: Paper) -> Printed:
    """The same as a PDF; the record is let go while it is printed, and only then is the printing written down."""
    case, document = _written(viewer, referral_id=referral_id, paper=paper)
    file = on_paper(document)
    cases.note(viewer, case=case, fields=[paper], action="printed")
    return file


def on_paper(document: Document) -> Printed:
    """The PDF of a document; a machine that is too busy to print in time says so."""
    written = json.dumps(document.as_values(), ensure_ascii=False).encode()
    release()
    try:
        content = bounded.run(PRINTER, written, seconds=30)
    except bounded.Exceeded as error:
        raise Unavailable from error
    return Printed(f"{re.sub(r'[^A-Za-z0-9.-]+', '-', document.name)}.pdf", content)


def reader(viewer: Viewer) -> str:
    """For whom a document is made: the organisation, and whoever asked."""
    return ", ".join(filter(None, (viewer.name, people.employer_of(viewer))))


def _written(viewer: Viewer, *, referral_id: UUID, paper: Paper) -> tuple[Case, Document]:
    require(viewer, "plans.read")
    case = cases.get(viewer, referral_id=referral_id)
    return case, WRITES[Paper(paper)](viewer, {**shown.head(case), **shown.told(case)}, reader(viewer))

"""Every address that people of A, or of a consortium far away, may open: of their own records, others' and nobody's."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from flask import Flask

from consortium.floor import clock
from consortium.rights.capabilities import CAPABILITIES
from tests.access import cells
from tests.access.cells import Route
from tests.access.sent import NAMED
from tests.access.world import Ids
from tests.interference.places import OBSERVERS, WEST, A, B, Observer, Place

FIRST = (OBSERVERS[0], next(one for one in OBSERVERS if one.place == WEST))
OTHERS = 2  # a record of B's, and one of nobody's
NOBODYS = UUID("0f0f0f0f-0000-4000-8000-000000000000")
# Reviewed: what nobody needs to compare.
LEFT_OUT = {
    "bootstrap.static": "a file of the installation",
    "documentation.asset": "a file of the installation",
    "web.approaches.answer": "one question, by the text of its e-mail: what it shows is compared at web.approaches.one",
    "web.static": "a file of the installation",
    "suggestions.decision_memory": "counts over a consortium, for who coordinates all of it",
    "suggestions.read_overruling": "nothing is set aside before anything happens",
    "web.overruling.take_back": "nothing is set aside before anything happens",
    "web.links.take_back": "a form about the last step of a link, which web.links.one shows",
    "web.sign_in.come_back": "asks a provider, of which there is none here",
    "web.sign_in.leave": "asks a provider, of which there is none here",
}
# Shared by everybody, whatever they hold: aggregated over the consortium, and small numbers suppressed.
AGGREGATED = "statistics"
# The same for everybody of a consortium, or for everybody: one person of each opens them.
ALIKE = (
    "consortia.", "documentation.", "members.", "retention.read_terms", "web.account.enrol", "web.home.accessibility",
    "web.imports.columns", "web.imports.template", "web.joining.", "web.members.", "web.permissions.", "web.sign_in.",
)  # fmt: skip
OF_A_PAIR = {
    "approach_id", "household_id", "referral_id", "child_id", "link_id", "record_id", "milestone_id", "assessment_id",
    "contact_plan_id", "family_agreement_id", "family_task_id",
}  # fmt: skip
WORDS = {"kind": "purchases", "code": "edinburgh", "period_end": "2027-04-01"}
# What lists are asked besides: of the JSON door what their own shapes take, of the console what its pages offer.
QUESTIONS = {
    "search": ("-2",), "live": ("yes", "no"), "status": ("searching", "done"), "kind": ("agency",),
    "number": ("inv 1",), "code": ("not_confirmed", "wrong_authority"), "owner": ("agency",),
    "as_of": (str(clock.today()),), "aim": ("permanence_recommendation",),
}  # fmt: skip
PAIR = "referral_ref=R-0&household_ref=H-1"
OF_PAGES: dict[str, tuple[str, ...]] = {
    "questions.comparison": (PAIR,),
    "questions.pairs": tuple(PAIR.split("&")),
    "questions.without": ("household_ref=H-1",),
    "remedies.of_referral": ("referral_ref=R-2",),
    "remedies.unanswered": ("asked=ROWAN",),
    "web.remedies.unanswered": ("asked=ROWAN",),
    "web.questions.compare": (PAIR,),
    "web.approaches.index": ("page=2",),
    "web.invoices.index": ("number=INV-1", "page=2"),
    "web.reconcile.index": ("code=not_confirmed", "code=wrong_authority", "status=decided", "status=closed"),
    "web.households.index": ("search=H-2", "search=EH12", "state=available", "state=full", "page=2"),
    "web.links.index": ("state=live", "state=ended", "page=2"),
    "web.members.index": ("search=S12000", "page=2"),
    "web.pathway.index": ("authority=S12000036", "authority=S12000047"),
    "web.people.index": ("search=Morag", "page=2"),
    "web.positions.index": (f"as_of={clock.today()}",),
    "web.purchases.index": ("page=2",),
    "web.run_charts.index": ("authority=S12000036", "authority=S12000047"),
    "statements.read": ("kind=authority&code=S12000047", "kind=agency&code=ASPEN", "detail=sums", "detail=outside"),
    "web.statements.file": ("whom=authority:S12000036", "whom=agency:ROWAN", "detail=sums"),
    "web.statements.index": ("whom=authority:S12000047", "whom=agency:ASPEN", "whom=consortium:EAST", "detail=sums"),
    "web.referrals.index": ("search=R-2", "status=searching", "status=withdrawn", "page=2"),
}
SIDES = {"authority_id": "authority", "agency_id": "agency", "authority": "authority", "agency": "agency"}


@dataclass(frozen=True)
class Address:
    """One address that one person opens; `after` is opened before it, `walk` says to follow a list to its end."""

    observer: Observer
    path: str
    endpoint: str
    after: str = ""
    walk: bool = False
    allowed: bool = True  # to this role at all
    own: bool = True  # of a record that is not somebody else's, or nobody's

    @property
    def is_of_trail(self) -> bool:
        """Whether it tells who has read what: reading anything else would change it."""
        return "trail." in self.endpoint

    def __str__(self) -> str:
        return f"{self.observer.role} of {self.observer.employer}: GET {self.path}"


class Addresses:
    """Of one application, with the ids of everybody's records."""

    def __init__(self, app: Flask, ids: Mapping[Place, tuple[list[Ids], Ids]], members: Mapping[str, UUID]) -> None:
        self.app, self.ids, self.members, self.urls = app, ids, members, app.url_map.bind("localhost")
        self.routes = [one for one in cells.routes(app) if one.method == "GET" and not is_left_out(one.rule.endpoint)]

    def all(self) -> list[Address]:
        """Everybody's."""
        return [one for observer in OBSERVERS for route in self.routes for one in self._of(observer, route)]

    def _of(self, observer: Observer, route: Route) -> Iterator[Address]:
        endpoint = route.rule.endpoint
        if endpoint.startswith(ALIKE) and observer not in FIRST:
            return
        needed = getattr(self.app.view_functions[endpoint], "capability", "")
        candidates = self._candidates(observer, route)
        if needed in CAPABILITIES and observer.role not in CAPABILITIES[needed].roles:
            yield replace(self._address(observer, route, candidates[0]), allowed=False)
            return
        for at, ids in enumerate(candidates):
            address = replace(self._address(observer, route, ids), own=not at or at < len(candidates) - OTHERS)
            yield address
            for question in self._questions(route):
                yield replace(address, path=f"{address.path}?{question}", walk=question == "limit=1")

    def _address(self, observer: Observer, route: Route, ids: Ids) -> Address:
        """Who asks who has looked at a record looks at it before."""
        path = self._path(route, ids)
        record = path.removesuffix("/looks")
        return Address(observer, path, route.rule.endpoint, after=record if record != path else "")

    def _candidates(self, observer: Observer, route: Route) -> list[Ids]:
        """For an address of records: one's own, one of B's or of the other consortium's, and one that is nobody's."""
        if not cells.OF_RECORDS & route.rule.arguments and "referral_ref" not in route.rule.arguments:
            return [{}]
        pairs, shared = self.ids[observer.place]
        reads = "POST" not in self._methods(route) and not route.rule.rule.endswith("/looks")
        chosen = pairs if reads and OF_A_PAIR & route.rule.arguments else [pairs[2]]
        found = [{**pairs[1], **shared, **pair} for pair in chosen]
        found.append({**self.ids[B][1], **self.ids[B][0][2]})
        return [*found, dict.fromkeys([*found[0]], NOBODYS)]

    def _methods(self, route: Route) -> set[str]:
        rules = self.app.url_map.iter_rules(route.rule.endpoint)
        return {method for rule in rules for method in rule.methods or ()}

    def _path(self, route: Route, ids: Ids) -> str:
        words = dict(route.words)
        of_home = words.get("entity") == "households" or "household" in route.rule.endpoint
        record = ids.get("household_id" if of_home else "referral_id")
        known = {
            **WORDS,
            **ids,
            **words,
            "record_id": record,
            "other_id": record,
            "referral_ref": ids.get("referral_ref", "R-0"),
            "household_ref": ids.get("household_ref", "H-0"),
            **NAMED.get(route.rule.endpoint, {}),
        }
        given = {name: known[name] for name in route.rule.arguments}
        return self.urls.build(route.rule.endpoint, given, method="GET")

    def _questions(self, route: Route) -> Iterator[str]:
        yield from OF_PAGES.get(route.rule.endpoint, ())
        view: Any = self.app.view_functions[route.rule.endpoint]
        asked = set(view.asks().fields) if getattr(view, "asks", None) else set()
        if "limit" in asked:
            yield "limit=1"
        for name in sorted(asked & QUESTIONS.keys()):
            yield from (f"{name}={answer}" for answer in QUESTIONS[name])
        if route.rule.endpoint in OF_PAGES or asked:
            yield from self._by_side(asked, route.rule.endpoint)

    def _by_side(self, asked: set[str], endpoint: str) -> Iterator[str]:
        of_page = {"web.households.index": {"agency"}, "web.referrals.index": {"authority"}}
        of_page["web.purchases.index"] = {"authority_id", "agency_id"}
        for name in sorted((asked | of_page.get(endpoint, set())) & SIDES.keys()):
            for place in (A, B):
                yield f"{name}={self.members[getattr(place, SIDES[name])]}"


def is_left_out(endpoint: str) -> bool:
    """Whether an endpoint is not compared: a reviewed reason says why."""
    return endpoint in LEFT_OUT or AGGREGATED in endpoint

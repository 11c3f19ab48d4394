"""People who call the JSON door with a token of their own, and the few things that they record through it."""

from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

PREFIX = "/api/v1"
CARER = {"agency": "ROWAN", "postcode": "EH12 5AA", "max_age_months": 24, "approved_children": 2}
REFERRAL = {"authority_code": "S12000036", "children": [{"date_of_birth": "2026-05-04"}]}


@dataclass(frozen=True)
class Caller:
    """One person at the door."""

    client: FlaskClient
    token: str | None

    def call(self, method: str, path: str, *, etag: str | None = None, **sent: Any) -> TestResponse:
        headers = dict(sent.pop("headers", {}))
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if etag is not None:
            headers["If-Match"] = etag
        return self.client.open(PREFIX + path, method=method, headers=headers, **sent)

    def get(self, path: str, **sent: Any) -> TestResponse:
        return self.call("GET", path, **sent)

    def post(self, path: str, body: Any = None, **sent: Any) -> TestResponse:
        return self.call("POST", path, **({} if body is None else {"json": body}), **sent)

    def patch(self, path: str, body: Any, **sent: Any) -> TestResponse:
        return self.call("PATCH", path, json=body, **sent)

    def all_of(self, path: str, *, limit: int) -> list[dict[str, Any]]:
        """Every item of a list, page after page."""
        items: list[dict[str, Any]] = []
        page = self.get(f"{path}?limit={limit}").json
        while True:
            items += page["items"]
            if page["next"] is None:
                return items
            page = self.get(f"{path}?limit={limit}&cursor={page['next']}").json


def accepted(worker: Caller, coordinator: Caller, body: dict[str, Any]) -> TestResponse:
    """The answer of the screening by which a coordinator accepts what an authority's worker refers."""
    made = worker.post("/referrals", body)
    (in_force,) = coordinator.get("/criteria").json["criteria"]
    answers = {one["code"]: "met" for one in in_force["criteria"] if one["under_months"] is None}
    said = {"outcome": "accept", "answers": answers}
    return coordinator.post(f"/referrals/{made.json['id']}/screening", said, etag=made.headers["ETag"])

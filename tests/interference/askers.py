"""Somebody of A's who asks at both doors, and reads what is refused."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from consortium.access import OPERATOR, Role
from consortium.accounts import sign_ins, tokens
from consortium.floor.db import transaction
from tests.access import cells
from tests.interference.ground import Ground
from tests.interference.places import A
from tests.web.visitors import Visitor


@dataclass
class Asker:
    """Somebody of A's, at both doors."""

    client: Any
    token: str
    visitor: Visitor

    def sends(self, method: str, path: str, body: Any = None, **sent: Any) -> tuple[int, str]:
        """What the JSON door answers: the status and the body."""
        headers = {"Authorization": f"Bearer {self.token}", "If-Match": '"1"'}
        kept = {"json": body} if body is not None else {}
        answer = self.client.open(f"/api/v1{path}", method=method, headers=headers, **kept, **sent)
        return answer.status_code, answer.text

    def imports(self, kind: str, *rows: str) -> list[str]:
        """What is said of the rows that come back."""
        data = {"file": (BytesIO("\n".join(rows).encode()), "sheet.csv")}
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = self.client.post(f"/api/v1/imports?kind={kind}", data=data, headers=headers)
        return [fault["sentence"] for row in answer.json["returned_rows"] for fault in row["faults"]]


def ready(ground: Ground, role: Role, employer: str = "") -> Asker:
    """Somebody with this role, signed in and with a token."""
    with ground.app.app_context(), transaction():
        user_id = ground.world.people[role, employer or A.employer(role)]
        token = tokens.issue(OPERATOR, user_id=user_id, name="asks")[1]
        secret = sign_ins.begin(user_id=user_id, second_factor=False).secret
    client = ground.app.test_client()
    with client.session_transaction() as session:
        session.update({"csrf_token": cells.TOKEN, "sign_in": secret})
    return Asker(ground.app.test_client(use_cookies=False), token, Visitor(client))

"""Builds the application out of its rooms and doors: `create_app()`, and `app` for a server."""

from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

from flask import Flask, Response, current_app, g, request
from flask_migrate import Migrate
from sqlalchemy.exc import OperationalError

import api
import consortium.accounts.providers
import consortium.accounts.recoveries
import consortium.adopted
import consortium.course.steps
import consortium.importing.incoming
import consortium.merging.duplicates
import consortium.merging.following
import consortium.noted
import consortium.notices.digests
import consortium.notices.inbox
import consortium.particulars
import consortium.planning.erasing
import consortium.planning.merging
import consortium.planning.shown
import consortium.referrals.apart
import consortium.referrals.timelines
import consortium.retention.disposals
import consortium.rights.cases
import consortium.rights.files
import consortium.schedule.agreements
import consortium.schedule.housekeeping
import consortium.schedule.lapses
import consortium.schedule.reminders
import consortium.schedule.reviews
import consortium.schedule.stalls
import consortium.trail.reading
import contracts.agreeing.signing
import contracts.erasing
import contracts.incoming
import contracts.invoicing.approving
import contracts.invoicing.following
import contracts.invoicing.incoming
import contracts.invoicing.resolutions
import contracts.positions
import contracts.pricing.incoming
import contracts.years.incoming
import matching.running.erasing
import matching.running.previews
import matching.running.suggestions
import matching.scenarios.forgetting
import matching.tasks.records
import matching.terms.incoming
import matching.terms.merging
import migrations
import web
from api.auth import PUBLIC
from consortium import access
from consortium.floor import drivers, guard, logs, sealing
from consortium.floor.db import db, transaction, writing
from consortium.floor.errors import Unavailable
from consortium.floor.settings import Settings
from consortium.notices import outbox
from consortium.rights.capabilities import CAPABILITIES
from consortium.trail import capture
from web.auth import ANYBODY, SIGNED_IN

# Every table and every kind of sheet that comes in has to be known before the doors open.
ROOMS = (
    consortium.accounts.providers,
    consortium.accounts.recoveries,
    consortium.adopted,
    consortium.referrals.apart,
    consortium.rights.cases,
    consortium.course.steps,
    consortium.merging.duplicates,
    consortium.merging.following,
    consortium.rights.files,
    consortium.importing.incoming,
    consortium.notices.digests,
    consortium.notices.inbox,
    consortium.particulars,
    consortium.planning.erasing,
    consortium.planning.merging,
    consortium.planning.shown,
    consortium.noted,
    consortium.retention.disposals,
    consortium.schedule.agreements,
    consortium.schedule.housekeeping,
    consortium.schedule.lapses,
    consortium.schedule.reminders,
    consortium.schedule.reviews,
    consortium.schedule.stalls,
    consortium.referrals.timelines,
    consortium.trail.reading,
    contracts.agreeing.signing,
    contracts.erasing,
    contracts.incoming,
    contracts.invoicing.approving,
    contracts.invoicing.following,
    contracts.invoicing.incoming,
    contracts.invoicing.resolutions,
    contracts.positions,
    contracts.pricing.incoming,
    contracts.years.incoming,
    matching.running.erasing,
    matching.scenarios.forgetting,
    matching.terms.incoming,
    matching.running.previews,
    matching.terms.merging,
    matching.running.suggestions,
)
READS = frozenset({"GET", "HEAD", "OPTIONS"})


class Door(Flask):
    """An application in which one request is one transaction, whichever door it came through."""

    def dispatch_request(self) -> Response:
        """Keeps what an unsafe request wrote when its answer is below 400; all else is dropped with the session.

        The commit happens here, and not after the request, so that its refusal is answered like any other.
        """
        response = self.make_response(super().dispatch_request())
        if response.status_code < 400 and writes():
            db.session.commit()
        else:
            db.session.rollback()
        return response

    def log_exception(self, exc_info: Any) -> None:
        """A fault of ours is told by its class and place; its message could hold what somebody typed."""
        logs.logger().error("request.failed", request_id=g.get("request_id"), **logs.failure(exc_info[1]))


def tell(response: Response) -> Response:
    """One line for each request, and its number for whoever asked, so that the two can be brought together."""
    viewer, milliseconds = access.acting.get(), round((monotonic() - g.get("begun", monotonic())) * 1000)
    record = next((value for value in (request.view_args or {}).values() if isinstance(value, UUID)), None)
    said = {"endpoint": request.endpoint, "method": request.method, "status": response.status_code}
    known = {"request_id": g.setdefault("request_id", uuid4().hex), "record_id": record}
    known["actor_id"] = viewer.user_id if viewer else None
    logs.logger().info("request.done", milliseconds=milliseconds, **said, **known)
    response.headers["X-Request-ID"] = g.request_id
    return response


def keep_to_https(response: Response) -> Response:
    """Tells browsers never to come over plain http again, where the installation is served over https."""
    if current_app.config["SESSION_COOKIE_SECURE"] or request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return response


def note_refusal(response: Response) -> Response:
    """What a known person was refused is written down by itself, with what they were shown all the same.

    A form comes back filled in: those looks outlive the change that was dropped, and where they cannot be written the
    form is not shown.
    """
    asked = request.method not in READS or response.status_code in {401, 403, 404} or capture.owes_looks()
    if response.status_code < 400 or response.status_code >= 500 or not asked or access.acting.get() is None:
        return response
    db.session.rollback()
    known = next((value for value in (request.view_args or {}).values() if isinstance(value, UUID)), None)
    said = {"action": "refused", "entity": request.endpoint or "nowhere", "fields": [str(response.status_code)]}
    try:
        with transaction():
            capture.note(access.acting.get(), entity_id=known, **said)
    except (Unavailable, OperationalError):
        logs.logger().warning("audit.refusal_unwritten")
        if capture.owes_looks():
            return current_app.make_response(current_app.handle_user_exception(Unavailable()))
    return response


def writes() -> bool:
    """Whether the request may write: an unsafe one, or one that shows an identifiable record and says so."""
    view = current_app.view_functions.get(request.endpoint or "")
    return request.method not in READS or getattr(view, "audited", False)


def create_app(settings: Settings | None = None) -> Flask:
    """The application, with both doors open; reads the environment when no settings are given."""
    settings = settings or Settings.from_environ()
    app = Door("wsgi", static_folder=None, static_url_path="/static")
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings),
        MAX_CONTENT_LENGTH=settings.max_upload_bytes,
        MAX_FORM_PARTS=300,
        TRUSTED_HOSTS=list(settings.trusted_hosts),
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SECOND_FACTOR=settings.second_factor,
        IDLE=timedelta(minutes=settings.idle_minutes),
    )
    db.init_app(app)
    Migrate(app, db, directory=str(Path(migrations.__file__).parent), render_as_batch=True)
    with app.app_context():
        drivers.attend(db.engine)
        sealing.keep(db.engine, secret=settings.secret_key)
        capture.watch(db.engine)
        if settings.smtp_url:
            postbox = outbox.Postbox(settings.smtp_url, settings.mail_from, settings.public_url)
            outbox.keep(db.engine, postbox=postbox)
    _draw_transactions(app)
    app.after_request(tell)
    app.after_request(keep_to_https)
    app.after_request(note_refusal)
    web.register(app)
    api.register(app)
    expect_declared(app)
    return app


def expect_declared(app: Flask) -> None:
    """Refuses to start with a route that does not say who may call it; what is served from a folder holds no record."""
    known = {*CAPABILITIES, PUBLIC, ANYBODY, SIGNED_IN}
    for endpoint, view in app.view_functions.items():
        if not endpoint.endswith(".static") and getattr(view, "capability", None) not in known:
            raise LookupError(f"{endpoint} names no act of the table of capabilities, and is not open to anybody.")


def _engine_options(settings: Settings) -> dict[str, Any]:
    quiet = {"hide_parameters": True}  # what people typed has no place in a log
    if settings.is_embedded:
        return quiet
    return quiet | {"pool_pre_ping": True, "connect_args": {"connect_timeout": 5}}


def _draw_transactions(app: Flask) -> None:
    """Whoever means to write says so before the first query; a read cannot write."""

    @app.before_request
    def begin() -> None:
        g.request_id, g.begun = uuid4().hex, monotonic()
        writing.set(writes())
        access.acting.set(None)
        access.doing.set("")
        guard.on_duty.set(True)

    @app.teardown_request
    def end(_error: BaseException | None = None) -> None:
        writing.set(False)
        guard.on_duty.set(False)


def __getattr__(name: str) -> Flask:
    """`app` is made when a server first asks for it, so that importing this module reads no environment."""
    if name != "app":
        raise AttributeError(name)
    made = create_app()
    globals()["app"] = made
    return made

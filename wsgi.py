"""Builds the application out of its rooms and doors: `create_app()`, and `app` for a server."""

from pathlib import Path
from typing import Any

from flask import Flask, Response, request
from flask_migrate import Migrate

import api
import consortium.incoming
import contracts.incoming
import contracts.positions
import matching.incoming
import matching.suggestions
import migrations
import web
from consortium.floor import drivers
from consortium.floor.db import db, writing
from consortium.floor.settings import Settings

# Every table and every kind of sheet that comes in has to be known before the doors open.
ROOMS = (consortium.incoming, contracts.incoming, contracts.positions, matching.incoming, matching.suggestions)
READS = frozenset({"GET", "HEAD", "OPTIONS"})


class Door(Flask):
    """An application in which one request is one transaction, whichever door it came through."""

    def dispatch_request(self) -> Response:
        """Keeps what an unsafe request wrote when its answer is below 400; all else is dropped with the session.

        The commit happens here, and not after the request, so that its refusal is answered like any other.
        """
        response = self.make_response(super().dispatch_request())
        if request.method not in READS and response.status_code < 400:
            db.session.commit()
        else:
            db.session.rollback()
        return response


def create_app(settings: Settings | None = None) -> Flask:
    """The application, with both doors open; reads the environment when no settings are given."""
    settings = settings or Settings.from_environ()
    app = Door("wsgi", static_folder=None, static_url_path="/static")
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings),
        MAX_CONTENT_LENGTH=settings.max_upload_bytes,
        SESSION_COOKIE_SECURE=settings.secure_cookies,
    )
    db.init_app(app)
    Migrate(app, db, directory=str(Path(migrations.__file__).parent), render_as_batch=True)
    with app.app_context():
        drivers.attend(db.engine)
    _draw_transactions(app)
    web.register(app)
    api.register(app)
    return app


def _engine_options(settings: Settings) -> dict[str, Any]:
    quiet = {"hide_parameters": True}  # what people typed has no place in a log
    if settings.is_embedded:
        return quiet
    return quiet | {"pool_pre_ping": True, "connect_args": {"connect_timeout": 5}}


def _draw_transactions(app: Flask) -> None:
    """Whoever means to write says so before the first query; a read cannot write."""

    @app.before_request
    def begin() -> None:
        writing.set(request.method not in READS)

    @app.teardown_request
    def end(_error: BaseException | None = None) -> None:
        writing.set(False)


def __getattr__(name: str) -> Flask:
    """`app` is made when a server first asks for it, so that importing this module reads no environment."""
    if name != "app":
        raise AttributeError(name)
    made = create_app()
    globals()["app"] = made
    return made

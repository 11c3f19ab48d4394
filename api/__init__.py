"""The JSON door: every noun at /api/v1, its specification and the pages of it."""

from flask import Flask

from api import documentation, errors, headers
from api.routes import DOORS


def register(app: Flask) -> None:
    """Add the routes and the answers to what goes wrong; after every other door, whose pages it leaves alone."""
    for door in DOORS:
        app.register_blueprint(door.blueprint)
    documentation.register(app)
    app.after_request(headers.protect)
    errors.register(app)

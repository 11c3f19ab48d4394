"""The specification and its pages, which come from this server alone, and the sign of life."""

from functools import cache, partial
from importlib.resources import files
from typing import Any

from flask import Blueprint, Flask, Response, current_app, send_from_directory
from werkzeug.exceptions import NotFound

from api import auth, specification
from api.operations import Operation
from api.schemas.health import Health

DIST = files("flask_swagger_ui") / "dist"
ASSETS = ("swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>JSON interface of the concurrency consortium</title>
<link rel="stylesheet" href="/api/docs/swagger-ui.css">
<link rel="icon" href="/api/docs/favicon-32x32.png">
</head>
<body>
<main id="swagger-ui"></main>
<noscript><p>These pages need JavaScript; the same is at <a href="/api/v1/openapi.json">openapi.json</a>.</p></noscript>
<script src="/api/docs/swagger-ui-bundle.js"></script>
<script src="/api/docs/start.js"></script>
</body>
</html>
"""
START = """window.ui = SwaggerUIBundle({
  url: "/api/v1/openapi.json",
  dom_id: "#swagger-ui",
  presets: [SwaggerUIBundle.presets.apis],
  deepLinking: true,
  validatorUrl: null,
  persistAuthorization: false,
});
"""


def health() -> dict[str, Any]:
    """Say that the server is up; this asks nothing of the database."""
    return {"status": "ok"}


def openapi() -> dict[str, Any]:
    """Give this specification."""
    document: dict[str, Any] = current_app.extensions["openapi"]()
    return document


def page() -> Response:
    """Show the pages of the specification."""
    return Response(PAGE, mimetype="text/html", headers={"Content-Security-Policy": POLICY})


def start() -> Response:
    """Give the few lines that start the pages."""
    return Response(START, mimetype="text/javascript")


def asset(name: str) -> Response:
    """Give a file of the pages."""
    if name not in ASSETS:
        raise NotFound
    return send_from_directory(str(DIST), name)


def register(app: Flask) -> None:
    """Add these routes, the only ones that need no token; the specification of all is written when first asked for.

    It takes as long as all the rest of the application to make, and a command on the terminal never asks.
    """
    blueprint = Blueprint("documentation", __name__, url_prefix="/api")
    routes = [
        ("/v1/health", Operation(health, auth.PUBLIC, "GET", gives=Health)),
        ("/v1/openapi.json", Operation(openapi, auth.PUBLIC, "GET")),
        ("/docs", Operation(page, auth.PUBLIC, "GET")),
        ("/docs/start.js", Operation(start, auth.PUBLIC, "GET")),
        ("/docs/<name>", Operation(asset, auth.PUBLIC, "GET")),
    ]
    for rule, operation in routes:
        blueprint.add_url_rule(rule, operation.act.__name__, operation, provide_automatic_options=False)
    app.register_blueprint(blueprint)
    app.extensions["openapi"] = cache(partial(specification.of, app))

"""The HTML door: pages for people, each of which calls one verb or reads one list."""

from importlib import import_module
from pkgutil import iter_modules

from flask import Blueprint, Flask
from flask_bootstrap import Bootstrap5
from flask_wtf.csrf import CSRFProtect

from web import availability, cookies, errors, frame, gate, headers, pages, paging, searching, shown, words
from web.auth import can, keep_awake
from web.forms import described

csrf = CSRFProtect()


def register(app: Flask) -> None:
    """Put the console on an application: pages at /, files at /assets, Bootstrap from its own wheel."""
    app.config.update(BOOTSTRAP_SERVE_LOCAL=True, WTF_CSRF_CHECK_DEFAULT=False, WTF_CSRF_TIME_LIMIT=None)
    cookies.register(app)
    app.static_url_path = "/assets"  # the application has no files of its own; Bootstrap's stand below this name
    Bootstrap5(app)
    csrf.init_app(app)
    app.register_blueprint(console())
    app.after_request(headers.protect)
    errors.register(app)
    app.jinja_env.globals.update(can=can, again=paging.again, described=described, last_day=shown.last_day)
    app.jinja_env.globals.update({**availability.GLOBALS, **searching.GLOBALS})
    app.jinja_env.filters.update({**shown.FILTERS, "need": words.need})


def console() -> Blueprint:
    """One blueprint for the whole door, a page module's own inside it, so that no name meets one of the JSON door's."""
    door = Blueprint("web", __name__, template_folder="templates", static_folder="static", static_url_path="/assets")
    for module in iter_modules(pages.__path__, prefix=f"{pages.__name__}."):
        door.register_blueprint(import_module(module.name).pages)
    door.before_request(gate.guard)
    door.before_request(csrf.protect)
    door.before_request(keep_awake)
    door.app_context_processor(frame.around)
    return door

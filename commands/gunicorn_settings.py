"""How gunicorn serves the application.

`consortium serve` uses these settings, and any gunicorn may: gunicorn --config python:commands.gunicorn_settings.
"""

import gc
import os
from pathlib import Path
from typing import Any

from consortium.floor import logs

wsgi_app = "wsgi:app"
bind = "127.0.0.1:8000"
preload_app = True  # workers share what the application has loaded
workers = int(os.environ.get("WEB_CONCURRENCY") or min(4, (os.cpu_count() or 1) + 1))
worker_class = "gthread"
threads = 4
timeout = 60
graceful_timeout = 30
max_requests = 5000
max_requests_jitter = 500
control_socket_disable = True  # nothing but HTTP speaks to the server
loglevel = "warning"
logconfig_dict = {
    **logs.settings(),
    "loggers": {"gunicorn.error": {"level": "WARNING", "handlers": ["codes"], "propagate": False}},
}
if Path("/dev/shm").is_dir():
    worker_tmp_dir = "/dev/shm"  # a worker's heartbeat never waits for a disk


def when_ready(_server: Any) -> None:
    """What the application has loaded stays for good: collecting garbage no longer looks through it, nor copies it.

    And it is collected once in many requests, not several times in each: at the usual 700 that is what a slow one waits
    for.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 10, 10)


def post_fork(_server: Any, _worker: Any) -> None:
    """Connections made before the fork stay the parent's: a worker opens its own and leaves those open."""
    from consortium.floor.db import db
    from wsgi import app

    with app.app_context():
        db.engine.dispose(close=False)

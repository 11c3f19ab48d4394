"""The peer of `benchmarks.access`: a bare Flask hello-world, and the settings by which gunicorn serves it as us.

This module is both: gunicorn reads its settings here and finds the application that they name here too.
"""

from flask import Flask

from commands import gunicorn_settings as ours

OURS_ALONE = {"bind", "post_fork"}  # where we listen, and what lets go of our database
globals().update({name: value for name, value in vars(ours).items() if name[0] != "_" and name not in OURS_ALONE})
wsgi_app = "benchmarks.hello:app"
app = Flask("hello")


@app.get("/")
def hello() -> str:
    """The least that Flask can be asked for."""
    return "Hello, World!"

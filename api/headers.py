"""The headers that keep an answer of the JSON door what it is: never a page, never framed, never read elsewhere."""

from flask import Response, request

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def protect(response: Response) -> Response:
    """Add them to every answer under /api; the pages of the specification have a policy of their own."""
    if request.path.startswith("/api/"):
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
    return response

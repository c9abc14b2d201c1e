"""What every answer tells the browser: nothing from elsewhere, in nobody's frame, kept by no one.

Dash writes one script into its page and so needs that script's hash; Mantine and the tables write styles, so styles may
stand in the page. Nothing is ever evaluated from text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Response

# A report is a page of its own with its script inside: it may run that, but knows nothing of us and may ask for nothing.
REPORT = (
    "sandbox allow-scripts allow-modals; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data: blob:; font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
ONE_YEAR = 31_536_000


def policy(hashes: Sequence[str]) -> str:
    """The Content-Security-Policy of our own pages; ``hashes``: of the scripts that stand in them."""
    return "; ".join(
        (
            "default-src 'none'",
            " ".join(("script-src 'self'", *hashes)),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "frame-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'self'",
            "object-src 'none'",
        )
    )


def stamp(answer: Response, own: str, *, https: bool) -> Response:
    """Put the headers on an answer; what an address has set itself stays, such as `REPORT` on a report."""
    for name, value in {**ALWAYS, "Content-Security-Policy": own}.items():
        answer.headers.setdefault(name, value)
    if https:
        answer.headers.setdefault("Strict-Transport-Security", f"max-age={ONE_YEAR}")
    if not answer.cache_control.max_age:
        answer.headers["Cache-Control"] = "no-store"  # other people's figures do not belong in a shared browser's cache
    return answer

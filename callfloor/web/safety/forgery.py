"""Posts that another site has made a browser send, and names that are not ours.

Every browser of today says where a post comes from (`Sec-Fetch-Site`, `Origin`). What changes anything is only done if
that is this page itself. A name that we do not go by is refused too: a site may lead its own name to 127.0.0.1 and would
otherwise be taken for this page.
"""

from __future__ import annotations

import ipaddress
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from callfloor.web.settings import LOOPBACK

if TYPE_CHECKING:
    from flask import Request

    from callfloor.web.settings import Settings

SAFE = ("GET", "HEAD", "OPTIONS")


def known_host(host: str, settings: Settings) -> bool:
    """Whether a browser that asks for this host (`name:port`) means us."""
    try:
        name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:  # a bracket without its other half
        return False
    if name in {*LOOPBACK, settings.address.lower(), *(one.lower() for one in settings.names)}:
        return True
    if settings.local:
        return False
    return _is_number(name) or name in {socket.gethostname().lower(), socket.getfqdn().lower()}


def _is_number(name: str) -> bool:
    """Whether this is an IP address: nobody else's name, whoever it is."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def forged(request: Request) -> bool:
    """Whether a request that changes something comes from elsewhere, or does not say where from."""
    if request.method in SAFE:
        return False
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is None and origin is None:
        return True
    if site is not None and site != "same-origin":
        return True
    return origin is not None and urlsplit(origin).netloc.lower() != request.host.lower()

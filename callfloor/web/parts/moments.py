"""Moments as a reader has them on the wall: in the server's own time, written as the language writes them."""

from __future__ import annotations

from datetime import datetime

from babel.dates import format_datetime

from callfloor.language import current

FORMS = {"en": ("en_GB", "d MMM y, HH:mm"), "zh": ("zh_CN", "y年M月d日 HH:mm")}


def moment(when: datetime | None) -> str:
    """Day and time of day; empty where there is none."""
    if when is None:
        return ""
    locale, form = FORMS[current()]
    return format_datetime(when.astimezone().replace(tzinfo=None), form, locale=locale)

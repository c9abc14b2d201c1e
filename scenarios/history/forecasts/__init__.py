"""Forecasts: from recorded volumes to what will come, how sure that is, and a scenario that knows it.

A history is counts by day, interval and contact type (``history``, read by ``reading``). Whatever is known of a day beforehand, its
weekday, holiday, place in the month, stands in ``days``. A model gives the totals of the days ahead and how each spreads over the day
(``models``, ``regression``, ``profiles``, ``statistical``). Models are judged where they had not looked: ``origins`` forecasts again
and again from earlier days, ``choosing`` picks the one to trust, and ``spread`` turns past errors into intervals and busyness.
"""

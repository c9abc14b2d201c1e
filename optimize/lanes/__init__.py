"""Lanes: should the best customers get a line of their own, and how big? A study of every usual way to serve a preferred class.

``study`` compares designs on equal terms and gives a ``Study``; what its fields mean stands in ``result.py``, how designs differ in
``designs.py``, how they are sized in ``sizing.py``.
"""

from optimize.lanes.again import resimulate
from optimize.lanes.regions import regions
from optimize.lanes.result import Study
from optimize.lanes.shares import with_shares
from optimize.lanes.source import Source, divided
from optimize.lanes.study import Stopped, study

__all__ = ["Source", "Stopped", "Study", "divided", "regions", "resimulate", "study", "with_shares"]

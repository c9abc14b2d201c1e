"""Where runs are worked on: processes apart from the page, so that a long run holds up nobody and outlives the page.

``dispatch`` starts a process for each run that is claimed (``python -m callfloor.web.work``), which loads what was asked
(``job``) and hands it to its kind (``kinds``). ``quick`` is for what must answer at once.
"""

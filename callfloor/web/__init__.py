"""The planner's page: callfloor in the browser, for those who will not open a terminal.

`shell` is the frame (navigation, language, light and dark), `pages` has one module a page, `parts` what pages share; `store`
keeps scenarios, runs and results; `work` runs them in processes of their own; `safety` says who may do what. The page computes
nothing itself: it writes down what is asked, workers run it with the same functions as the command line, and what comes
out is a `Sheet` (`callfloor/blocks.py`), which the report shows too.
"""

"""Rosters as people meet them: staff lists and plans in; workbooks, calendars, tables, a report and JSON out."""

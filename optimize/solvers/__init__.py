"""The solvers behind ``optimize/solver.py``: a program as plain columns and rows, HiGHS as a library, CBC as a process."""

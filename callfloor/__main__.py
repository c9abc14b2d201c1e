"""`python -m callfloor` is the command line."""

from __future__ import annotations

from callfloor.cli import main

if __name__ == "__main__":
    main()

"""Planning by formula: requirements by Erlang's formulas, then shifts that cover them, in seconds."""

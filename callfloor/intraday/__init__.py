"""The day as it goes: what `callfloor today` says, draws and writes."""

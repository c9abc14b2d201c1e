"""History: call logs in, calibrated scenarios out."""

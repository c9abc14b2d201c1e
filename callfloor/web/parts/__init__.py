"""What pages share: pictures, sheets of results, faults beside their field."""

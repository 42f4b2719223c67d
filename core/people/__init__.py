"""People: everything recorded of one person, who is to be called, and records that are one person."""

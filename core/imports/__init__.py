"""Sheets in: reading foreign files, matching columns, checking and planning changes."""

"""One value per ledger section: how people meet a record."""

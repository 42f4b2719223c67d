"""The store: everything particular to the database engine and its file."""

"""Evidence: files that prove a row, kept inside the encrypted ledger."""

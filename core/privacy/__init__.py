"""What is owed to the people in the ledger: erasing, retention, a copy without them, who saw them."""

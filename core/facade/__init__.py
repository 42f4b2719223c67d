"""The ledger's façade, a module a topic. `core.ledger.Ledger` is all of them together."""

"""The programme of what the ledger promises: real processes killed, real files damaged, real disks filled."""

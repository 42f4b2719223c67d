"""Signed packages that come on a USB stick: policy data for a ledger, or the installer of a newer program."""

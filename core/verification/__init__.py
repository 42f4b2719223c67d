"""Verification: who has checked what, against which list, and by what sample."""

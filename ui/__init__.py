"""Widgets. Builds and forwards; computes nothing."""

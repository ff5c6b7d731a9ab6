"""Signing in by one-time links, and out."""

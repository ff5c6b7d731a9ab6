"""Codes and rules 依据: what a code means and which dated values stand behind it."""

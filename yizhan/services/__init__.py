"""The zone's business, a folder per service, each with the same inside (docs: ARCHITECTURE.md)."""

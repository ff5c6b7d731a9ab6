"""Who may see what: zones, organisations, people, keys; one table of rights."""

"""Zone profiles: a zone is a file (D28)."""

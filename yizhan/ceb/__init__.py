"""Message formats: one declaration per type, and all that is made from it."""

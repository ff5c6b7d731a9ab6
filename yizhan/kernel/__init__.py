"""Words everyone uses. Pure Python: no Django, no database, no clock."""

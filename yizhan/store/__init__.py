"""How we keep things: the database, its roles and tenants, seals, hashes, bulk writing."""

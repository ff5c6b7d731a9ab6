"""Doors outwards: to customs, and later to banks, tax and carriers."""

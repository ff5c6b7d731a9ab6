"""Clearance 通关: the life of a declaration from our desk to customs' last word."""

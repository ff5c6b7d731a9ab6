"""Double-entry balances in any unit (D10)."""

"""Risk 风险: what looks wrong about a trade, and why a person should look."""

"""The other sides, simulated: made-up firms, people and trades, and a customs that answers.

Nothing here calls our own rules: a mistake must not pass on both sides (D15).
"""

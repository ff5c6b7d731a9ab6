"""Commands of people at a terminal: parse, call once, print."""

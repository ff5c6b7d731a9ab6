"""The demonstration: a whole station for an hour, made from the other doors."""

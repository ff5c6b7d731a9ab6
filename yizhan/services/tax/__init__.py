"""Import tax: what a list owes, under which treatment, from which dated parameters."""

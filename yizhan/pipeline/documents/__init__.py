"""The tables of the documents, made from the `ceb` declarations (D25)."""

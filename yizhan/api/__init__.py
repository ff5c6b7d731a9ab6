"""REST: messages in, receipts out. Translates, calls the pipeline once, answers."""

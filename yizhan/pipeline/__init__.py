"""What happens to a message, in batches. Start reading at `stages`."""

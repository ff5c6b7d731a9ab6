"""What services are made of: zones and ledgers so far."""

"""Messages 报文: the list and one message, masked."""

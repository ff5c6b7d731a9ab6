"""Trades 交易: the list and one trade's story."""

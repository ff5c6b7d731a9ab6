"""The trade 交易: one order's chain of information, funds and goods (三流合一)."""

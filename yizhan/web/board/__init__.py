"""The board of the day 今日."""

"""Running a station: processes, chores, health, logs."""

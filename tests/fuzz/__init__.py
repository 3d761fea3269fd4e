"""Coverage-guided fuzzing of what reads strangers' bytes: `make fuzz`, for a bounded time. Not collected by pytest."""

"""Running an installation: logs, redaction, metrics, memory, the watched engine."""

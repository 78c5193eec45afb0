"""The catalogue as an OAI-PMH repository."""

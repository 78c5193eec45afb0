"""The shapes and links that API, command and pages share."""

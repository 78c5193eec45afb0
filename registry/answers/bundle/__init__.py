"""The whole catalogue as one file that can be carried."""

"""Keeping, judging, serving: everything with side effects."""

"""The answers that API, command and pages share: a file for each noun, with its shapes and what makes them. No FastAPI.

A list has `items`, and `next` and `previous` if it comes in pages. Links are relative to the installation's root. Values are
codes of our vocabularies, never labels.
"""

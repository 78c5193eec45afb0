"""What API, command and pages answer alike: a file for each noun, with its shapes and what makes them. Free of FastAPI.

A list is `items`, with `next` and `previous` where it comes in pages. Links are relative to the installation's root. Values are
codes of our vocabularies, never labels.
"""

"""The embedded engine: Tantivy, in this process, in a folder."""

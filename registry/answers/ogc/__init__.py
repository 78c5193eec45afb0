"""The catalogue by OGC API Records: what its resources are, and what a request for records asks for."""

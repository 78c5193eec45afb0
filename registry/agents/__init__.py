"""What language models are told of the catalogue: eight tools that only read, as text within a limit."""

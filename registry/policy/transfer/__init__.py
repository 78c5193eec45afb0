"""May a dataset be used from a state, for a purpose: the rules of transfer as data, and the decision."""

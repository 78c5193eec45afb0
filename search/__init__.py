"""Finding records: a query model, a table of fields, and engines behind one interface."""

"""`SearchEngine` on Elasticsearch 8 or 9, through the official client: for more than one machine."""

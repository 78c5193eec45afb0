"""The thesaurus: what public data are about, by names in all our languages, and where a text names it."""

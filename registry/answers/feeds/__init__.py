"""Feeds: of what a search finds, of the runs of a portal, of changes of class, licence or law."""

"""What Serai concludes about a dataset: licence, jurisdiction, privacy class, each with its reasons. Pure: no I/O."""

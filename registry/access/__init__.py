"""Who somebody is, for API and pages alike."""

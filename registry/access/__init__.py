"""Who a person is, for API and pages."""

"""CKAN's read API over our records, for the clients that know it: `/api/action/NAME` and `/api/3/action/NAME`."""

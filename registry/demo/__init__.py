"""The sample portals: invented data, served over loopback HTTP in the shape of a real CKAN."""

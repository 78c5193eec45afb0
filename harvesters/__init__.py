"""Reading portals. One file per kind; a portal is a YAML file under `sources/`."""

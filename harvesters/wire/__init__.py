"""All requests to portals: a session with limits, one request over the network, which addresses may be reached."""

"""The one way out: a session within limits, one request over the wire, which addresses may be reached."""

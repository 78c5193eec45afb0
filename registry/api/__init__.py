"""The HTTP API. `app.create_app` is the way in; `README.md` has the table of endpoints."""

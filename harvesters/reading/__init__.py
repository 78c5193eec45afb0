"""Reading what portals send: fields, XML, dates, characters. Nothing here knows a kind of portal."""

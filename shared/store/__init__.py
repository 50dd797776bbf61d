"""The database: an append-only log under TinyDB, indexed, safe for several processes. Alone in importing tinydb."""

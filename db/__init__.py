"""The store: SQLite by default, PostgreSQL by URL, one code path for both. Start with `db.open.open_store`."""

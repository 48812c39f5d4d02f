"""How sources are doing: what each answer teaches, and when to ask again."""

"""Tests, by room. Real parts throughout: databases, HTTP, SMTP, a browser; what a machine lacks is skipped with a reason."""

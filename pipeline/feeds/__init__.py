"""Feeds: bytes → entries, whatever they hold."""

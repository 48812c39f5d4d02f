"""Twelve weeks of invented feeds, served over loopback, so that the whole journey can be seen without the web."""

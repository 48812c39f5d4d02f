"""The web: sources asked politely, safely and under a deadline."""

"""One file per subject; each class holds the engine and speaks in nouns."""

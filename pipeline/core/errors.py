"""Every error that windwijzer raises on purpose.

WindwijzerError
├── InputError            what somebody gave us is wrong: say which thing, and the remedy
│   └── ConfigurationError    a setting, sources.yaml or the taxonomy
├── StoreError            the database: unreachable, locked, full, of another schema
├── ModelError            no usable model, or one of another taxonomy
├── EditionError          an edition that may not be issued
└── DeliveryError         a message that could not be handed over

Failure of one source is a value (`pipeline.core.answers.Failed`), not an error.
"""


class WindwijzerError(Exception):
    """Base of the tree. Its text is one line for a person: what is wrong and what to do."""


class InputError(WindwijzerError):
    """Something given to us is wrong: a file, a line, an argument."""


class ConfigurationError(InputError):
    """A setting, the sources file or the taxonomy is wrong."""


class StoreError(WindwijzerError):
    """The database cannot be used as it is."""


class ModelError(WindwijzerError):
    """There is no usable model, or it belongs to another taxonomy."""


class EditionError(WindwijzerError):
    """An edition may not be issued: its week has not ended, or a check stopped it."""


class DeliveryError(WindwijzerError):
    """A message could not be handed over."""

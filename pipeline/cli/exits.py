"""Exit codes, and how errors become one line and a code. The README documents the same table."""

import sys
import traceback
from collections.abc import Callable

from pipeline.core.errors import DeliveryError, EditionError, InputError, ModelError, StoreError, WindwijzerError

DONE = 0
SOURCES_FAILED = 1
INPUT = 2
STOPPED = 3
DELIVERY = 4
BUG = 70
INTERRUPTED = 130

_CODES: tuple[tuple[type[WindwijzerError], int], ...] = (
    (InputError, INPUT),
    (StoreError, STOPPED),
    (ModelError, STOPPED),
    (EditionError, STOPPED),
    (DeliveryError, DELIVERY),
)


def code_of(error: WindwijzerError) -> int:
    """The exit code of an error."""
    return next((code for kind, code in _CODES if isinstance(error, kind)), BUG)


def guarded(call: Callable[[], int]) -> int:
    """Runs a command and gives its exit code: an error of ours in a line, a bug with its traceback."""
    try:
        return call()
    except WindwijzerError as error:
        print(f"windwijzer: {error}", file=sys.stderr)  # noqa: T201 the last word of a command
        return code_of(error)
    except KeyboardInterrupt:
        print("windwijzer: interrupted; what was stored is kept, run again to go on", file=sys.stderr)  # noqa: T201 the same
        return INTERRUPTED
    except BrokenPipeError:
        # whoever was reading has seen enough; do not let the interpreter complain at exit
        sys.stderr.close()
        return DONE
    except Exception:  # noqa: BLE001 whatever is left is a bug, and a bug shows where it is
        traceback.print_exc()
        print("windwijzer: this is a bug; please report the lines above", file=sys.stderr)  # noqa: T201 the same
        return BUG

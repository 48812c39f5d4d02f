"""Names for tests: what a name server would say, so that servers on loopback can be asked under names of the web."""

import socket
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest


@dataclass
class Names:
    """Addresses by name, and how often each name was looked up. A name in *slow* takes so many seconds."""

    addresses: dict[str, list[str]] = field(default_factory=dict)
    slow: dict[str, float] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)

    def serve(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Answers in place of the machine's resolver, for these names only."""
        real = socket.getaddrinfo

        def look_up(host: Any, port: Any, *given: Any, **named: Any) -> Any:
            if host not in self.addresses:
                return real(host, port, *given, **named)
            self.asked[host] += 1
            time.sleep(self.slow.get(host, 0))
            return [entry for address in self.addresses[host] for entry in real(address, port, *given, **named)]

        monkeypatch.setattr(socket, "getaddrinfo", look_up)

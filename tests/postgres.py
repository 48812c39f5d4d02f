"""A PostgreSQL server of our own on loopback, in a folder that is gone afterwards."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg


class NoPostgresError(Exception):
    """There are no PostgreSQL programs on this machine."""


@contextmanager
def postgres_server() -> Iterator[str]:
    """The URL of an empty database. NoPostgresError when initdb or postgres is missing."""
    programs = [_program(name) for name in ("initdb", "postgres")]
    if None in programs:
        raise NoPostgresError("no initdb and postgres found, and TEST_POSTGRES_URL is not set")
    initdb, postgres = (str(path) for path in programs)
    folder = Path(tempfile.mkdtemp(prefix="windwijzer-postgres-"))
    # PostgreSQL refuses to run as root
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        account = pwd.getpwnam(user)
        os.chown(folder, account.pw_uid, account.pw_gid)
    port = _free_port()
    options = ["-D", f"{folder}/db", "-p", str(port), "-k", str(folder), "-c", "fsync=off", "-c", "listen_addresses=127.0.0.1"]
    make = [initdb, "-D", f"{folder}/db", "-U", "windwijzer", "-A", "trust", "-E", "UTF8", "--locale=C"]
    subprocess.run(
        make, check=True, capture_output=True, env={"PATH": os.environ["PATH"], "LC_ALL": "C"}, user=user, cwd=folder
    )
    log = (folder / "log").open("wb")
    with log, subprocess.Popen([postgres, *options], stdout=log, stderr=log, user=user, cwd=folder) as server:
        try:
            _wait_for(port)
            yield f"postgresql://windwijzer@127.0.0.1:{port}/postgres"
        finally:
            server.terminate()
            server.wait(timeout=20)
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def fresh_database(server: str, name: str, template: str = "") -> Iterator[str]:
    """The URL of a new database *name* on *server*, empty or a copy of *template*; it is dropped afterwards."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))
    try:
        yield server.rpartition("/")[0] + f"/{name}"
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _program(name: str) -> Path | None:
    found = shutil.which(name)
    places = [Path(found)] if found else sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    return places[0] if places else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            psycopg.connect(f"postgresql://windwijzer@127.0.0.1:{port}/postgres", connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("PostgreSQL did not start within twenty seconds")

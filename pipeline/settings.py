"""Settings: read once by the command line from the environment (WINDWIJZER_…) and `.env`, handed down as arguments."""

import difflib
import ipaddress
import os
import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from pipeline.core.errors import ConfigurationError
from pipeline.core.weeks import HOUSE_ZONE_NAME

PREFIX = "WINDWIJZER_"
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Listed = Annotated[tuple[str, ...], NoDecode]


_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?")
"""The plain form of a mail address (RFC 5321 without quoted names), in ASCII."""


def _default_home() -> Path:
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "windwijzer"


class Settings(BaseSettings):
    """Everything that may differ between two places where windwijzer runs. Lists are written with commas."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True, hide_input_in_errors=True
    )

    home: Path = Field(default_factory=_default_home, description="folder of the database, the models and the outbox")
    database_url: str = Field(default="", repr=False, description="SQLAlchemy URL; empty: SQLite in the home folder")
    sources: Path | None = Field(default=None, description="the sources file; empty: ./sources.yaml, else the one shipped")
    zone: str = Field(default=HOUSE_ZONE_NAME, description="time zone in which weeks begin")
    log_level: Literal["debug", "info", "warning", "error"] = "warning"
    allow_networks: Annotated[tuple[Network, ...], NoDecode] = Field(
        default=(), description="networks that may be fetched from beside public ones, e.g. 127.0.0.0/8"
    )
    contact: str = Field(default="", description="address (https or mailto) that sites see in the User-Agent")
    domain_gap: float = Field(default=5.0, ge=0, le=600, description="seconds between two questions to one registrable domain")
    domain_parallel: int = Field(default=2, ge=1, le=32, description="questions to one registrable domain at the same time")
    alert_failures: int = Field(default=3, ge=1, description="failures in a row before a source is reported …")
    alert_hours: float = Field(default=24, ge=0, description="… if they also last so many hours")
    remind_days: float = Field(default=14, ge=1, description="days between reminders of a source that keeps failing")
    workers: int = Field(default=0, ge=0, le=256, description="processes for parsing; 0: one per core")
    smtp_host: str = ""
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    sender: str = Field(default="windwijzer@localhost", description="the From address")
    recipients: Listed = Field(default=(), description="who gets the digest; none: one .eml is made")

    @field_validator("home", "sources", mode="before")
    @classmethod
    def _unset(cls, value: object, info: ValidationInfo) -> object:
        """An empty value is no path, not the folder where one happens to stand."""
        if value != "":
            return value
        return _default_home() if info.field_name == "home" else None

    @field_validator("recipients", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("allow_networks", mode="before")
    @classmethod
    def _networks(cls, value: object) -> object:
        parts = value.split(",") if isinstance(value, str) else value
        if not isinstance(parts, (list, tuple)):
            return value
        return tuple(ipaddress.ip_network(str(part).strip(), strict=False) for part in parts if str(part).strip())

    @field_validator("recipients", "sender")
    @classmethod
    def _addresses(cls, value: tuple[str, ...] | str) -> tuple[str, ...] | str:
        for address in (value,) if isinstance(value, str) else value:
            if not _ADDRESS.fullmatch(address):
                msg = f"{address!r} is not a mail address"
                raise ValueError(msg)
        return value

    @field_validator("contact")
    @classmethod
    def _plain_contact(cls, value: str) -> str:
        if not (value.isascii() and value.isprintable()):
            msg = "write it in plain letters, as https://… or mailto:…; it becomes a header"
            raise ValueError(msg)
        return value

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            msg = f"{value!r} is not a time zone; write it as Europe/Amsterdam"
            raise ValueError(msg) from error
        return value

    @model_validator(mode="after")
    def _smtp_whole(self) -> Self:
        if self.smtp_user and not self.smtp_password.get_secret_value():
            msg = f"{PREFIX}SMTP_USER is set without {PREFIX}SMTP_PASSWORD"
            raise ValueError(msg)
        return self

    @property
    def timezone(self) -> ZoneInfo:
        """The zone as an object."""
        return ZoneInfo(self.zone)

    @property
    def url(self) -> str:
        """The database URL in force."""
        return self.database_url or f"sqlite:///{self.home / 'windwijzer.db'}"


def read_settings(**given: Any) -> Settings:
    """Settings from *given* (what is not None), the environment and `.env`, in that order of weight.

    Raises ConfigurationError naming the variable, what is wrong and the value's remedy; never shows a secret.
    """
    chosen = {name: value for name, value in given.items() if value is not None}
    try:
        return Settings(**chosen)
    except ValidationError as error:
        lines = [_complaint(detail["loc"], detail["msg"]) for detail in error.errors(include_input=False, include_url=False)]
        raise ConfigurationError("; ".join(lines)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"cannot read the settings in {Path('.env').absolute()}: {error}") from error


def unknown_variables(environment: dict[str, str]) -> tuple[str, ...]:
    """Complaints about WINDWIJZER_ variables that no setting has, with the nearest name: a typo must not pass in silence."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    found = []
    for name in sorted(environment):
        if name.startswith(PREFIX) and name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            found.append(f"{name} is not a setting" + (f"; did you mean {near[0]}?" if near else ""))
    return tuple(found)


def _complaint(location: tuple[int | str, ...], message: str) -> str:
    message = message.removeprefix("Value error, ")
    return f"{PREFIX}{str(location[0]).upper()}: {message}" if location else message

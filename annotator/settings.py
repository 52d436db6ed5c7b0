"""What the environment says: keys and addresses of model endpoints, read here and nowhere else.

A key is wrapped as soon as it is read, so that no repr, log or message can show it; which one is needed is left to
the engines.
"""

from __future__ import annotations

import os

from pydantic import SecretStr

from annotator.errors import SettingsError

BASE_URL = "OPENAI_BASE_URL"
"""Where requests go when neither a base URL nor a provider that knows better is given."""


def variable(name: str) -> str | None:
    """An environment variable without surrounding white space; None when unset or blank."""
    return os.environ.get(name, "").strip() or None


def base_url() -> str | None:
    """The address in ``OPENAI_BASE_URL``, if there is one."""
    return variable(BASE_URL)


def key(name: str) -> SecretStr | None:
    """A key, wrapped; None when the variable is unset or blank.

    Raises:
        SettingsError: It holds characters that cannot stand in an HTTP header.
    """
    raw = variable(name)
    if raw is None:
        return None
    if not (raw.isascii() and raw.isprintable()) or " " in raw:
        msg = f"{name} holds blanks or characters that no key has; copy the key again"
        raise SettingsError(msg, variable=name)
    return SecretStr(raw)

"""Where a model is asked: the endpoint behind “provider/model” or behind a base URL, its key and its ways.

The table of known providers is ``providers.yaml``; speaking to an endpoint is left to `transport`.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import Any, cast
from urllib.parse import urlsplit

from pydantic import SecretStr

from annotator import settings
from annotator.errors import SettingsError

MODES = ("json_schema", "tools", "json", "md_json")
"""Ways of asking for a schema, as instructor names them."""
KEYLESS = SecretStr("none")
"""Sent where no key is needed, because the client insists on one."""
_LOCAL_NAMES = ("localhost", ".local", ".internal", ".localhost")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An OpenAI-compatible server and one model of it.

    Attributes:
        provider: Name in the table, or “custom”.
        url: Base URL.
        model: Name of the model as the endpoint knows it.
        key_variable: Environment variable of the key; None when none is needed.
        mode: One of `MODES`.
        strict: Whether it knows OpenAI's “strict” for schemas.
        prices: The provider's id in genai-prices; “local” costs nothing; None for unknown.
        key: The key, wrapped.
    """

    provider: str
    url: str
    model: str
    key_variable: str | None = None
    mode: str = "json_schema"
    strict: bool = False
    prices: str | None = None
    key: SecretStr = KEYLESS


@lru_cache(maxsize=1)
def known() -> dict[str, dict[str, Any]]:
    """The table of providers."""
    import yaml  # noqa: PLC0415  # only when an endpoint is looked for

    source = files("annotator.engines.llm").joinpath("providers.yaml").read_text(encoding="utf-8")
    return cast("dict[str, dict[str, Any]]", yaml.safe_load(source))


def endpoint(model: str, base_url: str | None = None, mode: str | None = None) -> Endpoint:
    """Find the endpoint of a model; no key is looked for yet.

    Args:
        model: “provider/model”; with a base URL the name as the server knows it.
        base_url: Any compatible server; ``OPENAI_BASE_URL`` stands in for OpenAI's own address.
        mode: Instead of the endpoint's usual way of asking for a schema.

    Raises:
        SettingsError: The provider is unknown, the URL is none, or there is no such mode.
    """
    if mode is not None and mode not in MODES:
        raise SettingsError(f"there is no mode {mode!r}; choose {', '.join(MODES)}", variable="--mode")
    provider, slash, name = model.partition("/")
    environment = settings.base_url()
    if base_url is not None:
        found = _at(base_url, model, "--base-url")
    elif environment is not None and (not slash or provider == "openai" or provider not in known()):
        found = _at(environment, name if provider == "openai" and slash else model, settings.BASE_URL)
    else:
        found = _of_provider(provider, name if slash else "", model)
    return found if mode is None else replace(found, mode=mode)


def _of_provider(provider: str, name: str, model: str) -> Endpoint:
    row = known().get(provider)
    if row is None or not name:
        reason = f"{provider!r} is no known provider" if name else f"{model!r} does not say which provider serves it"
        msg = (
            f"{reason}; write provider/model with one of {', '.join(known())},"
            " or give the address of a compatible server with --base-url"
        )
        raise SettingsError(msg, variable="--model")
    return _row(provider, row, row["url"], name)


def _at(url: str, model: str, source: str) -> Endpoint:
    """The endpoint at an address; one of a known provider keeps that provider's ways."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        msg = f"{source} is {url!r}, which is no web address; it looks like http://127.0.0.1:8080/v1"
        raise SettingsError(msg, variable=source)
    if parts.username or parts.password:
        msg = f"{source} holds a name or password; give the address alone and the key by its variable"
        raise SettingsError(msg, variable=source)
    for provider, row in known().items():
        if row.get("key") and urlsplit(row["url"]).hostname == parts.hostname:
            return _row(provider, row, url, model.removeprefix(provider + "/"))
    return Endpoint("custom", url, model, None if is_local(url) else "OPENAI_API_KEY")


def _row(provider: str, row: dict[str, Any], url: str, model: str) -> Endpoint:
    prices = row.get("prices", provider) if row.get("key") else "local"
    return Endpoint(provider, url, model, row.get("key"), row["mode"], row.get("strict", False), prices)


def is_local(url: str) -> bool:
    """Whether an address is on this machine or a private network."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith(_LOCAL_NAMES)


def with_key(endpoint: Endpoint, api_key: str | SecretStr | None = None) -> Endpoint:
    """The endpoint with its key, given or from the environment.

    Raises:
        SettingsError: It needs a key and there is none; the message names the variable.
    """
    if api_key is not None:
        return replace(endpoint, key=api_key if isinstance(api_key, SecretStr) else SecretStr(api_key))
    found = settings.key(endpoint.key_variable or ("OPENAI_API_KEY" if endpoint.provider == "custom" else ""))
    if found is None and endpoint.key_variable is not None:
        msg = f"{endpoint.provider} at {endpoint.url} needs a key; set {endpoint.key_variable}"
        raise SettingsError(msg, variable=endpoint.key_variable)
    return replace(endpoint, key=found or KEYLESS)

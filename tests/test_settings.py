"""Claims about the environment: what is read, how it is wrapped, and what is refused."""

from __future__ import annotations

import pytest

from annotator import settings
from annotator.errors import SettingsError


def test_a_blank_variable_is_an_unset_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """White space around a value is no part of it, and nothing but white space is nothing."""
    monkeypatch.setenv("A", "  x ")
    monkeypatch.setenv("B", "   ")
    monkeypatch.delenv("C", raising=False)
    assert [settings.variable(name) for name in "ABC"] == ["x", None, None]


def test_the_base_url_comes_from_openais_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    """``OPENAI_BASE_URL`` is honoured."""
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:8080/v1")
    assert settings.base_url() == "http://127.0.0.1:8080/v1"


def test_a_key_shows_in_no_repr(monkeypatch: pytest.MonkeyPatch) -> None:
    """The key is there, and neither str nor repr tells it."""
    monkeypatch.setenv("SOME_KEY", "sk-secret")
    key = settings.key("SOME_KEY")
    assert key is not None
    assert key.get_secret_value() == "sk-secret"
    assert "secret" not in f"{key!r}{key}"


@pytest.mark.parametrize("raw", ["sk-a b", "sk-ключ", "sk-a\x07b"], ids=["a blank", "no ASCII", "a control character"])
def test_what_cannot_be_a_key_is_refused_without_repeating_it(raw: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the variable, not its value."""
    monkeypatch.setenv("SOME_KEY", raw)
    with pytest.raises(SettingsError) as caught:
        settings.key("SOME_KEY")
    assert caught.value.variable == "SOME_KEY"
    assert raw not in str(caught.value)


def test_no_key_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """An unset variable is no error here; whoever needs the key says so."""
    monkeypatch.delenv("SOME_KEY", raising=False)
    assert settings.key("SOME_KEY") is None

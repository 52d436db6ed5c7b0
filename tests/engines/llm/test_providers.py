"""Claims about endpoints: which one a model name means, which key it needs, and what is refused."""

from __future__ import annotations

import pytest

from annotator.engines.llm import LLMEngine
from annotator.engines.llm.providers import MODES, Endpoint, endpoint, is_local, known, with_key
from annotator.errors import SettingsError


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of this machine has a say."""
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    for row in known().values():
        if row.get("key"):
            monkeypatch.delenv(row["key"], raising=False)


def place(found: Endpoint) -> tuple[str, str, str]:
    """What tells endpoints apart."""
    return found.provider, found.url, found.model


@pytest.mark.parametrize(
    ("model", "base_url", "environment", "expected"),
    [
        pytest.param(
            "openai/gpt-5-mini", None, None, ("openai", "https://api.openai.com/v1", "gpt-5-mini"), id="known"
        ),
        pytest.param(
            "openrouter/openai/gpt-5",
            None,
            None,
            ("openrouter", "https://openrouter.ai/api/v1", "openai/gpt-5"),
            id="a model with a slash of its own",
        ),
        pytest.param(
            "ollama/qwen3", None, "http://x.test/v1", ("ollama", "http://127.0.0.1:11434/v1", "qwen3"), id="local"
        ),
        pytest.param(
            "a/b", "http://127.0.0.1:8080/v1", None, ("custom", "http://127.0.0.1:8080/v1", "a/b"), id="base URL"
        ),
        pytest.param(
            "openai/gpt-5-mini",
            None,
            "http://x.test/v1",
            ("custom", "http://x.test/v1", "gpt-5-mini"),
            id="OPENAI_BASE_URL",
        ),
        pytest.param(
            "m", None, "http://x.test/v1", ("custom", "http://x.test/v1", "m"), id="bare name with OPENAI_BASE_URL"
        ),
        pytest.param(
            "m",
            "http://y.test/v1",
            "http://x.test/v1",
            ("custom", "http://y.test/v1", "m"),
            id="an option beats a variable",
        ),
        pytest.param(
            "groq/llama",
            "https://api.groq.com/openai/v1",
            None,
            ("groq", "https://api.groq.com/openai/v1", "llama"),
            id="the address of a known provider",
        ),
    ],
)
def test_a_model_name_finds_its_endpoint(
    model: str,
    base_url: str | None,
    environment: str | None,
    expected: tuple[str, str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Provider, address and the name that the endpoint is sent."""
    if environment is not None:
        monkeypatch.setenv("OPENAI_BASE_URL", environment)
    assert place(endpoint(model, base_url)) == expected


@pytest.mark.parametrize(
    ("model", "base_url", "mode", "words"),
    [
        pytest.param("acme/m", None, None, ["'acme' is no known provider", "openrouter", "--base-url"], id="unknown"),
        pytest.param("gpt-5", None, None, ["does not say which provider", "--base-url"], id="no provider"),
        pytest.param("openai/", None, None, ["provider"], id="no model"),
        pytest.param("m", "127.0.0.1:8080", None, ["--base-url", "no web address"], id="no scheme"),
        pytest.param("m", "ftp://x/v1", None, ["no web address"], id="another scheme"),
        pytest.param("m", "http://u:secret@x.test/v1", None, ["--base-url", "variable"], id="a password in the URL"),
        pytest.param("m", "http://x/v1", "xml", ["'xml'", *MODES], id="no such mode"),
    ],
)
def test_what_leads_nowhere_is_refused(model: str, base_url: str | None, mode: str | None, words: list[str]) -> None:
    """One sentence with what is wrong and what to write instead; a password is not repeated."""
    with pytest.raises(SettingsError) as caught:
        endpoint(model, base_url, mode)
    assert all(word in str(caught.value) for word in words)
    assert "secret" not in str(caught.value)


def test_a_missing_key_is_named() -> None:
    """The sentence names the variable, for every provider that needs one."""
    for provider, row in known().items():
        if row.get("key"):
            with pytest.raises(SettingsError, match=row["key"]) as caught:
                LLMEngine(f"{provider}/m")
            assert caught.value.variable == row["key"]


def test_a_key_comes_from_the_argument_or_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The argument wins; nothing that is printed shows the key."""
    monkeypatch.setenv("GROQ_API_KEY", "sk-environment")
    found = endpoint("groq/m")
    keys = [with_key(found).key, with_key(found, "sk-argument").key]
    assert [key.get_secret_value() for key in keys] == ["sk-environment", "sk-argument"]
    engine = LLMEngine("groq/m", api_key="sk-argument")
    assert "sk-" not in f"{engine!r} {engine.endpoint!r} {engine.identity!r}"


def test_a_local_server_needs_no_key() -> None:
    """Neither one of the table nor one by its address; a plan needs none anywhere."""
    LLMEngine("ollama/m")
    LLMEngine("m", base_url="http://127.0.0.1:8080/v1")
    LLMEngine("openai/gpt-5-mini", offline=True)
    with pytest.raises(SettingsError, match="OPENAI_API_KEY"):
        LLMEngine("m", base_url="https://api.example.com/v1")


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://127.0.0.1:1/v1", True),
        ("http://[::1]/v1", True),
        ("http://192.168.1.7/v1", True),
        ("http://gpu-box:8000/v1", True),
        ("http://box.local/v1", True),
        ("https://8.8.8.8/v1", False),
        ("https://api.openai.com/v1", False),
        ("https://localhost.example.com/v1", False),
    ],
)
def test_local_means_this_machine_or_a_private_network(url: str, *, local: bool) -> None:
    """By address or by name."""
    assert is_local(url) is local


def test_every_row_of_the_table_is_whole() -> None:
    """Each has an address and a mode that exists; each without a key is local."""
    for row in known().values():
        assert row["url"].startswith("http")
        assert row["mode"] in MODES
        assert bool(row.get("key")) is not is_local(row["url"])


def test_the_usual_mode_can_be_overridden() -> None:
    """By name."""
    assert (endpoint("groq/m").mode, endpoint("groq/m", mode="md_json").mode) == ("tools", "md_json")

"""Claims about connections: when one is used again, how answers end, and what becomes of those that do not come."""

from __future__ import annotations

import asyncio
import gc
import shutil
import ssl
import subprocess
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeAlias

import httpx2
import pytest

from annotator import Annotator
from annotator.engines.llm import LLMEngine
from annotator.engines.llm.connections import http_client
from annotator.engines.llm.patience import Patience
from annotator.engines.llm.providers import endpoint
from annotator.engines.llm.transport import NoCalls, Outgoing, Transport
from annotator.errors import ModelUnavailable
from annotator.schema import Document
from tests.fakes.server import FakeServer

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable
    from pathlib import Path

    Serve: TypeAlias = "Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]"

WHOLE = b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nwhole"


class Server:
    """Answers each request with the next of its answers, the last one again and again.

    Attributes:
        connections: How many were opened.
        heads: Of the requests, as they came.
        bodies: Likewise.
    """

    def __init__(self, *answers: bytes, closes: bool = False, waits: bool = False) -> None:
        self.connections = 0
        self.heads: list[bytes] = []
        self.bodies: list[bytes] = []
        self._answers = list(answers)
        self._closes = closes
        self._waits = waits

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        self.connections += 1
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                self.heads.append(head)
                length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
                self.bodies.append(await reader.readexactly(int(length or 0)))
                if self._waits:
                    await asyncio.sleep(60)
                writer.write(self._answers.pop(0) if len(self._answers) > 1 else self._answers[0])
                await writer.drain()
                if self._closes:
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def asking(
    serve: Serve, *, secret: ssl.SSLContext | None = None
) -> AsyncGenerator[tuple[httpx2.AsyncClient, str]]:
    """A client, which waits .3 seconds for an answer, and the address of a server."""
    server = await asyncio.start_server(serve, "127.0.0.1", ssl=secret)
    port = server.sockets[0].getsockname()[1]
    async with http_client(0.3) as client:
        yield client, f"http{'s' if secret else ''}://127.0.0.1:{port}"
    server.close()


async def test_a_request_arrives_as_it_was_made() -> None:
    """Method, address, head and body."""
    served = Server(WHOLE)
    async with asking(served) as (client, url):
        answer = await client.post(f"{url}/v1/chat?x=1", content="Ä", headers={"x-name": "value"})
    assert (answer.status_code, answer.reason_phrase, answer.http_version) == (200, "OK", "HTTP/1.1")
    assert answer.text == "whole"
    assert served.heads[0].startswith(b"POST /v1/chat?x=1 HTTP/1.1\r\nhost: 127.0.0.1:")
    assert b"x-name: value" in served.heads[0]
    assert served.bodies == ["Ä".encode()]


async def test_requests_one_after_the_other_share_a_connection() -> None:
    """No handshake is paid for twice."""
    served = Server(WHOLE)
    async with asking(served) as (client, url):
        assert [(await client.get(url)).text for _ in range(5)] == ["whole"] * 5
    assert served.connections == 1


async def test_requests_at_a_time_have_a_connection_each_and_leave_it_to_others() -> None:
    """As many as are needed, and no more for the next ones."""
    served = Server(WHOLE)
    async with asking(served) as (client, url):
        for _ in range(2):
            answers = await asyncio.gather(*[client.post(url, content="x" * 200_000) for _ in range(20)])
            assert [answer.text for answer in answers] == ["whole"] * 20
    assert served.connections == 20


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 5\r\n\r\nwhole", id="announced"),
        pytest.param(b"HTTP/1.1 200 OK\r\n\r\nwhole", id="as the end of the answer"),
        pytest.param(b"HTTP/1.0 200 OK\r\n\r\nwhole", id="by an old server"),
        pytest.param(WHOLE, id="without a word"),
    ],
)
async def test_a_connection_that_the_server_closes_is_not_used_again(answer: bytes) -> None:
    """Neither is a request sent into nowhere, nor does an answer without a length stay open."""
    served = Server(answer, closes=True)
    async with asking(served) as (client, url):
        for _ in range(3):
            assert (await client.get(url)).text == "whole"
            await asyncio.sleep(0.01)
    assert served.connections == 3


async def test_bytes_that_nobody_asked_for_end_a_connection() -> None:
    """They would be taken for the next answer."""
    served = Server(WHOLE + WHOLE)
    async with asking(served) as (client, url):
        for _ in range(2):
            assert (await client.get(url)).text == "whole"
            await asyncio.sleep(0.01)
    assert served.connections == 2


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nwh\r\n3\r\nole\r\n0\r\n\r\n", id="in pieces"
        ),
        pytest.param(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n" + WHOLE, id="after other words"),
    ],
)
async def test_an_answer_is_read_whole_however_it_comes(answer: bytes) -> None:
    """And its connection used again."""
    served = Server(answer)
    async with asking(served) as (client, url):
        assert [(await client.get(url)).text for _ in range(2)] == ["whole"] * 2
    assert served.connections == 1


async def test_silence_ends_in_a_timeout_and_a_slow_answer_does_not() -> None:
    """What counts is how long nothing comes, as in httpx2."""

    async def slowly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        for byte in (b"HTTP/1.1 200 OK\r\n", b"content-length: 5\r\n\r\n", b"who", b"le"):
            await asyncio.sleep(0.15)
            writer.write(byte)
        writer.close()

    async with asking(slowly) as (client, url):
        assert (await client.get(url)).text == "whole"
    async with asking(Server(WHOLE, waits=True)) as (client, url):
        with pytest.raises(httpx2.ReadTimeout):
            await client.get(url)


async def test_a_request_that_is_given_up_takes_its_connection_along() -> None:
    """Its answer would be taken for that of the next one."""
    served = Server(WHOLE, waits=True)
    async with asking(served) as (client, url):
        for _ in range(2):
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(client.get(url), 0.05)
    assert served.connections == 2


@pytest.fixture
def certified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """What a server at 127.0.0.1 proves itself with; it is trusted."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("makes its certificate with openssl")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    wanted = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=127.0.0.1 -addext"
    command = [openssl, *wanted.split(), "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    secret = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secret.load_cert_chain(certificate, key)
    return secret


async def test_encrypted_connections_are_used_again(certified: ssl.SSLContext) -> None:
    """The handshake is the dearest part of all."""
    served = Server(WHOLE)
    async with asking(served, secret=certified) as (client, url):
        for _ in range(3):
            assert (await client.post(url, content="x" * 200_000)).text == "whole"
            await asyncio.sleep(0.01)
    assert served.connections == 1


async def _said(url: str) -> str:
    """What an engine says of an endpoint that gives no answer."""
    transport = Transport(endpoint("fake", url), NoCalls(), Patience(retries=0, timeout_s=0.3))
    try:
        with pytest.raises(ModelUnavailable) as failed:
            await transport.send(Outgoing(b"{}", "digest", 1, "prompt"))
    finally:
        await transport.close()
    return str(failed.value)


@pytest.mark.parametrize(
    ("answer", "closes", "says"),
    [
        pytest.param(b"", True, "broke the connection", id="nothing"),
        pytest.param(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nwhole", True, "broke the connection", id="a part"),
        pytest.param(b"SSH-2.0-OpenSSH_9.2\r\n\r\n", True, "broke the connection", id="another protocol"),
        pytest.param(b"", False, "did not answer in time", id="silence"),
    ],
)
async def test_a_connection_that_breaks_is_no_late_answer(answer: bytes, closes: bool, says: str) -> None:  # noqa: FBT001  # parametrised
    """Whoever reads it knows what to see to."""
    async with asking(Server(answer, closes=closes, waits=not closes)) as (_, url):
        assert says in await _said(url)
    assert "could not be reached" in await _said(url)  # now that the server is gone


async def test_a_server_that_cannot_prove_its_name_is_not_spoken_to(
    certified: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody vouches for it; the sentence does not speak of time."""
    monkeypatch.delenv("SSL_CERT_FILE")
    served = Server(WHOLE)
    async with asking(served, secret=certified) as (_, url):
        assert "could not be reached" in await _said(url)
    assert served.heads == []


def test_connections_end_with_their_event_loop(capfd: pytest.CaptureFixture[str]) -> None:
    """Also when nobody closes the engine: otherwise aiohttp would complain in the midst of a user's output."""

    async def ask() -> None:
        async with FakeServer() as server:
            engine = LLMEngine("fake", base_url=server.url)
            await Annotator(engine).annotate_async(Document(id="a", text="“We will,” Mayor Dorn said."))

    asyncio.run(ask())
    gc.collect()
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(("proxy", "own"), [("", True), ("http://127.0.0.1:9", False)], ids=["none", "a proxy"])
async def test_a_proxy_of_the_environment_is_observed(
    monkeypatch: pytest.MonkeyPatch, proxy: str, *, own: bool
) -> None:
    """Behind a proxy it is httpx2 that connects, which knows all kinds of them."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    if proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy)
    client = http_client(1.0)
    assert isinstance(client._transport, httpx2.AsyncHTTPTransport) is not own
    assert any(each is not None for each in client._mounts.values()) is not own
    await client.aclose()

"""Tests of `annotator.documents.text`."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.documents.text import checked, decode, guess_encoding
from annotator.errors import DocumentError

GERMAN = "Müller sagte am Mittwoch in Köln, die Maßnahmen seien „überfällig“. Die Opposition äußerte Kritik."
RUSSIAN = "Президент Белоруссии Александр Лукашенко заявил, что удары по ядерным объектам Ирана являются угрозой."
POLISH = "Prezydent powiedział, że Polska będzie wspierać Ukrainę. Łódź, Gdańsk i Wrocław są miastami. Żółć, święto."
ENGLISH = "The president said he was “not surprised” by the vote — a café owner in Paris’s centre agreed."
PATH = Path("article.txt")

characters = st.characters(exclude_categories=["Cs", "Cc"])


@given(st.text(characters, min_size=1), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
def test_text_comes_back_as_it_was_written(text: str, encoding: str) -> None:
    """Reading changes no character but a leading byte order mark, whatever the Unicode encoding."""
    assert decode(text.encode(encoding)).text == text.removeprefix("\ufeff")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("cafe\u0301 and caf\u00e9", id="composed and decomposed"),
        pytest.param("one\r\ntwo\rthree\n\n four \n", id="line ends of three kinds and outer blanks"),
        pytest.param("a\u00a0b\u200bc\u00add\u2028e", id="invisible characters"),
        pytest.param("\t“So 😀,” he said.", id="an emoji and a tab"),
    ],
)
def test_nothing_is_normalised(text: str) -> None:
    """Offsets refer to the text as stored, so no character is folded, stripped or replaced."""
    assert decode(text.encode()).text == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        pytest.param(GERMAN, "cp1252", id="German in Windows-1252"),
        pytest.param(ENGLISH, "cp1252", id="English with curly quotes in Windows-1252"),
        pytest.param(POLISH, "cp1250", id="Polish in Windows-1250"),
        pytest.param(POLISH, "iso8859_2", id="Polish in ISO 8859-2"),
        pytest.param(RUSSIAN, "cp1251", id="Russian in Windows-1251"),
        pytest.param(RUSSIAN, "koi8_r", id="Russian in KOI8-R"),
        pytest.param(RUSSIAN, "cp866", id="Russian in DOS code page 866"),
        pytest.param(GERMAN, "utf-16-le", id="UTF-16 without a mark"),
        pytest.param(RUSSIAN, "utf-16-be", id="Russian in UTF-16 without a mark"),
    ],
)
def test_encoding_is_found_out(text: str, encoding: str) -> None:
    """Texts in the encodings that newspapers used read as they were written."""
    assert decode(text.encode(encoding)).text == text


def test_given_encoding_is_believed() -> None:
    """A named encoding is used without looking further."""
    assert decode("Bogotá".encode("cp437"), encoding="cp437") == ("Bogotá", "cp437")


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        pytest.param(b"%PDF-1.7 ...", "article.txt: this is a PDF file, not text", id="a PDF"),
        pytest.param(b"PK\x03\x04....", "article.txt: this is a zip archive", id="a Word file"),
        pytest.param(b"{\\rtf1 Hello}", "article.txt: this is an RTF file", id="RTF"),
        pytest.param(
            b"words\x00and\x01zero\x00bytes", "article.txt: this is not text (it holds zero bytes", id="zero bytes"
        ),
        pytest.param(b"\x01\x02\x03\x04 words \x05\x06", "article.txt: this is not text", id="control characters"),
        pytest.param(
            ("Zürich grüßt Müller. " * 9).encode() + b"\nLine two \xfc here",
            "article.txt:2: the bytes here are not utf-8; mend them",
            id="UTF-8 with a damaged byte",
        ),
    ],
)
def test_what_is_no_text_is_refused(raw: bytes, message: str) -> None:
    """Bytes that are no article are refused by name, with the line where there is one."""
    with pytest.raises(DocumentError) as caught:
        decode(raw, path=PATH)
    assert str(caught.value).startswith(message)


def test_wrong_encoding_names_the_line_and_the_remedy() -> None:
    """An encoding that does not fit is refused where it first fails."""
    with pytest.raises(DocumentError) as caught:
        decode(b"one\ntwo\nM\xfcller", encoding="utf-8", path=PATH)
    message = "the bytes here are not utf-8; mend them, or name the right encoding with --encoding"
    assert str(caught.value) == f"article.txt:3: {message}"


def test_unknown_encoding_is_named() -> None:
    """An encoding that nobody knows is refused by its name."""
    with pytest.raises(DocumentError, match="there is no encoding 'utf-9'"):
        decode(b"words", encoding="utf-9", path=PATH)


@pytest.mark.parametrize(
    "text", ["", " \r\n\t", "\u200b\ufeff\u00a0"], ids=["nothing", "blanks", "invisible characters"]
)
def test_empty_text_is_refused(text: str) -> None:
    """A text without a visible character is no document."""
    with pytest.raises(DocumentError, match=r"^article.txt:4: the text is empty"):
        checked(text, path=PATH, line=4)


def test_halves_of_characters_are_refused() -> None:
    """Lone surrogates cannot be written again, so they are not taken in."""
    with pytest.raises(DocumentError, match="lone surrogates"):
        checked("so \ud83d far")


def test_character_cut_at_the_end_of_a_sample_misleads_nobody() -> None:
    """A sample may end within a character."""
    assert guess_encoding("Müll".encode()[:2]) == "utf-8"

"""How bytes become the text of one article: which encoding they are in, and whether they are text at all.

The text is kept character by character, line ends and invisible characters included; only a byte order mark is taken
off. Where bytes come from is left to `annotator.documents.source`.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from annotator.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_BYTES = 50_000_000
"""What one document must stay below: hundreds of times the longest article, and still safe to hold in memory."""

_SAMPLE = 262_144  # bytes that an 8-bit encoding is guessed from; more does not change the guess
_MARKS = (  # the longer mark first: UTF-32's begins with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SIGNATURES = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a zip archive (Word, EPUB and OpenDocument files are such)"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"{\\rtf", "an RTF file"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x1f\x8b", "compressed with gzip (name it .gz)"),
    (b"PAR1", "a Parquet file (name it .parquet)"),
)
_TAR = (257, b"ustar")
_LEGACY = (  # in the order in which they are tried when the detector's own guess is implausible
    *("cp1252", "cp1250", "cp1251", "iso8859_2", "koi8_r", "iso8859_5", "cp866", "cp1253", "iso8859_7", "cp1254"),
    *("cp1257", "cp1255", "cp1256", "mac_roman", "mac_cyrillic", "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\x80-\x84\x86-\x9f]")
_GLUED = re.compile(r"[^\W\d_]{2}[¡¢¤¥¦¬±³¶¹¼½¾¿]|[³¶¦¹¼½¾][^\W\d_]{2}")
"""Signs within words: letters of another encoding, such as the ł of “powiedzia³”."""

_BROKEN_SHARE = 0.2  # of the non-ASCII stretches: below it the bytes are damaged UTF-8, above it they are no UTF-8
_ASCII = (*b"\t\n\r", *range(32, 127))
_ZERO_SHARE = 0.25  # of the bytes: half of them in UTF-16 of the Latin alphabet
_ASCII_SHARE = 0.9  # of the other bytes: in UTF-16 of Chinese about half of them fall there by chance
_CONTROL_SHARE = 0.01  # of the characters: above it nobody wrote this


class Decoded(NamedTuple):
    """A text, and the encoding that its bytes were in."""

    text: str
    encoding: str


def decode(raw: bytes, *, encoding: str | None = None, path: Path | None = None) -> Decoded:
    """Turn a document's bytes into its text.

    Args:
        raw: All bytes of the document.
        encoding: Its encoding, when it is known; otherwise it is found out.
        path: The file, for the error's sake.

    Raises:
        DocumentError: The bytes are no text, or their encoding is wrong or cannot be found out.
    """
    found = _decoded(raw, encoding, path)
    _refuse_binary(found.text, path)
    return found


def checked(text: str, *, path: Path | None = None, line: int | None = None) -> str:
    """The text itself, if somebody could have written it.

    Raises:
        DocumentError: It is empty, or holds bytes that are no characters, or control characters.
    """
    _refuse_binary(text, path, line)
    if not any(map(_visible, text)):
        raise DocumentError("the text is empty; give a document with words in it", path=path, line=line)
    return text


def refuse_foreign(raw: bytes, path: Path | None = None) -> None:
    """Refuse what its first bytes tell to be no text.

    Raises:
        DocumentError: It is a PDF file, an archive, an image and so on.
    """
    kind = next((kind for signature, kind in _SIGNATURES if raw.startswith(signature)), None)
    if raw[_TAR[0] :].startswith(_TAR[1]):
        kind = "a tar archive (unpack it)"
    if kind is not None:
        raise DocumentError(f"this is {kind}, not text; give its text as .txt, .md or .html", path=path)


def guess_encoding(sample: bytes) -> str | None:
    """The encoding that the first bytes of a file are in, or None when nothing fits.

    Args:
        sample: The first bytes; the last character may be cut.
    """
    marked = next((name for mark, name in _MARKS if sample.startswith(mark)), None)
    if marked:
        return marked
    if wide := _wide_encoding(sample):
        return wide
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return "utf-8" if _damaged(sample) else _legacy_encoding(sample)
    return "utf-8"


def _decoded(raw: bytes, encoding: str | None, path: Path | None) -> Decoded:
    if encoding:
        return Decoded(_strictly(raw, encoding, path), encoding)
    refuse_foreign(raw, path)
    found = guess_encoding(raw)
    if found is None:
        if b"\x00" in raw:
            raise _binary(path)
        raise DocumentError("its encoding cannot be found out; name it with --encoding", path=path)
    return Decoded(_strictly(raw, found, path, certain=is_wide(found)), found.removesuffix("-sig"))


def is_wide(encoding: str) -> bool:
    """Whether it is UTF-16 or UTF-32, which cannot be taken for anything else."""
    return encoding.lower().replace("_", "-").startswith(("utf-16", "utf-32"))


def _strictly(raw: bytes, encoding: str, path: Path | None, *, certain: bool = False) -> str:
    try:
        text = raw.decode(encoding)
    except LookupError as error:
        raise DocumentError(f"there is no encoding {encoding!r}; try utf-8 or cp1252", path=path) from error
    except UnicodeError as error:
        line = raw[: getattr(error, "start", 0)].decode(encoding, "ignore").count("\n") + 1
        remedy = "the file is damaged or cut off: fetch or save it again"
        if not certain:
            remedy = "mend them, or name the right encoding with --encoding"
        message = f"the bytes here are not {encoding}; {remedy}"
        raise DocumentError(message, path=path, line=line) from error
    return text.removeprefix("\ufeff")


def _wide_encoding(sample: bytes) -> str | None:
    """UTF-16 without a mark: its zero bytes all stand on the same side."""
    zeros = sample.count(0)
    if not zeros or _is_ascii_with_zeros(sample, zeros):
        return None
    low, high = sample[::2].count(0), sample[1::2].count(0)
    side = "utf-16-le" if high == zeros else "utf-16-be" if low == zeros else None
    if side is None:
        return None
    try:
        text = sample[: len(sample) // 2 * 2].decode(side)
    except UnicodeDecodeError:
        return None
    return None if _CONTROL.search(text) else side


def _is_ascii_with_zeros(sample: bytes, zeros: int) -> bool:
    """Whether it is plain text into which zero bytes fell; in UTF-16 every second byte of such a text is zero."""
    others = len(sample) - zeros
    ascii_ = sum(sample.count(byte) for byte in _ASCII)
    return zeros < len(sample) * _ZERO_SHARE and ascii_ > others * _ASCII_SHARE


def _legacy_encoding(sample: bytes) -> str | None:
    """The first encoding, the detector's guess before all others, in which the bytes read as words."""
    from charset_normalizer import from_bytes  # noqa: PLC0415  # most texts are UTF-8 and never need it

    sample = sample[:_SAMPLE]
    best = from_bytes(sample, cp_isolation=list(_LEGACY)).best()
    guesses = [best.encoding] if best else []
    return next((name for name in (*guesses, *_LEGACY) if _reads_as_words(sample, name)), None)


def _reads_as_words(sample: bytes, encoding: str) -> bool:
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(sample)
    except UnicodeDecodeError:
        return False
    return not _CONTROL.search(text) and not _GLUED.search(text) and not any(map(_mixed, _foreign_words(text)))


def _foreign_words(text: str) -> Iterator[str]:
    return (word for word in re.findall(r"[^\W\d_]+", text) if not word.isascii())


def _mixed(word: str) -> bool:
    """Whether a word's letters come from several alphabets."""
    return len({unicodedata.name(letter, "?").split(" ", 1)[0] for letter in word} & {"LATIN", "CYRILLIC", "GREEK"}) > 1


def _damaged(sample: bytes) -> bool:
    """Whether it is UTF-8 but for a few bytes; it must not be read as an encoding where every byte is a character."""
    foreign = re.findall(r"[^\x00-\x7f]+", sample.decode("utf-8", "surrogateescape"))
    broken = sum(re.search(r"[\udc80-\udcff]", stretch) is not None for stretch in foreign)
    return broken < len(foreign) * _BROKEN_SHARE


def _visible(character: str) -> bool:
    return unicodedata.category(character)[0] not in "CZ"


def _refuse_binary(text: str, path: Path | None, line: int | None = None) -> None:
    if "\x00" in text or len(_CONTROL.findall(text)) > len(text) * _CONTROL_SHARE:
        raise _binary(path, line)
    if re.search(r"[\ud800-\udfff]", text):
        message = "it holds halves of characters (lone surrogates); repair the text or name its --encoding"
        raise DocumentError(message, path=path, line=line)


def _binary(path: Path | None, line: int | None = None) -> DocumentError:
    message = "this is not text (it holds zero bytes or control characters); give its text as .txt, .md or .html"
    return DocumentError(message, path=path, line=line)

"""Which language a text is in.

A short or mixed text has none; what follows from the language is left to the engines.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from annotator.schema import Document

_PLAUSIBLE = (
    *("af", "am", "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "da", "de", "el", "en", "es", "et", "eu", "fa", "fi"),
    *("fr", "ga", "gl", "gu", "he", "hi", "hr", "hu", "hy", "id", "is", "it", "ja", "ka", "kk", "km", "kn", "ko", "ky"),
    *("lt", "lv", "mk", "ml", "mn", "mr", "ms", "my", "ne", "nl", "no", "pa", "pl", "pt", "ro", "ru", "si", "sk", "sl"),
    *("so", "sq", "sr", "sv", "sw", "ta", "te", "th", "tl", "tr", "uk", "ur", "uz", "vi", "zh"),
)
"""Languages that have newspapers; among them, names and loan words mislead less than among all that are known."""

_ENGLISH = frozenset(
    "the of and to in that is was for on with as at by said it he she his from has have be not are but they this had"
    " who were which their".split()
)
_FOREIGN = frozenset(
    "der die das und ist nicht ein eine den dem le la les des et est une dans que el los las y del en una il di che"
    " het een van og det som na nie je se".split()
)
_ENGLISH_SHARE = 0.22  # of all words: English prose has a quarter or more, mixed texts and other languages have less
_FOREIGN_SHARE = 0.02
_ENGLISH_WORDS = 50  # of a text of which the small words alone decide
_ENOUGH = 20  # letters; shorter texts are mostly names
_SURE = 0.8  # probability, calibrated by the model for texts of any length
_SAMPLE = 2_000  # characters; more do not change the answer


def identify(text: str) -> str | None:
    """The language of a text as a two-letter code, or None when it is too short or too mixed to tell."""
    sample = text[:_SAMPLE]
    if sum(map(str.isalpha, sample[: 2 * _ENOUGH])) < _ENOUGH and sum(map(str.isalpha, sample)) < _ENOUGH:
        return None
    if _is_plainly_english(sample):
        return "en"
    language, probability = _identifier().classify(sample)
    return str(language) if probability >= _SURE else None


def _is_plainly_english(sample: str) -> bool:
    """Whether small words leave no doubt, so that the model need be neither loaded nor asked."""
    words = sample.lower().split()
    english, foreign = (sum(map(small.__contains__, words)) for small in (_ENGLISH, _FOREIGN))
    enough = len(words) >= _ENGLISH_WORDS
    return enough and english >= _ENGLISH_SHARE * len(words) and foreign <= _FOREIGN_SHARE * len(words)


def identified(document: Document) -> Document:
    """The document with its language, found out if it was not known."""
    if document.language is not None:
        return document
    language = identify(document.text)
    return document.model_copy(update={"language": language}) if language else document


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415  # .6 seconds

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_PLAUSIBLE)
    return identifier

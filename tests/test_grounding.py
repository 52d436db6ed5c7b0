"""Claims about grounding: planted fragments are found at their very place, inventions nowhere."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator import occurrences
from annotator.errors import GroundingError
from annotator.grounding import Grounding, Hints, Text, ground
from annotator.schema import GroundingStatus
from annotator.spans import Span

if TYPE_CHECKING:
    import random

MINSK = (
    "Pezeshkian said Iran would help Belarus to “neutralise” such measures, citing decades of experience. "
    "Lukashenko called the strikes on Iran's nuclear infrastructure “a serious threat to regional and international "
    "stability and security.” “We support Iran's legitimate right to develop peaceful nuclear energy,” "
    "Lukashenko said. "
    "The two leaders signed 13 documents worth 2.5 million roubles on Wednesday. "
    "“We will win,” he said on Monday, “and we will not stop.” They did not disclose any further details."
)


def found(fragment: str, text: str = MINSK, **hints: object) -> tuple[str, list[str]] | None:
    """Status and words of what a fragment grounds to."""
    result = ground(fragment, Text(text), hints=Hints(**hints))  # type: ignore[arg-type]  # passed through
    return None if result is None else (result.status.value, [span.text for span in result.spans])


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [
        pytest.param("Iran would help Belarus", ("exact", ["Iran would help Belarus"]), id="as it is"),
        pytest.param('"neutralise"', ("normalized", ["“neutralise”"]), id="straight for curly marks"),
        pytest.param("Iran’s nuclear", ("normalized", ["Iran's nuclear"]), id="another apostrophe"),
        pytest.param("WE SUPPORT IRAN'S", ("normalized", ["We support Iran's"]), id="another case"),
        pytest.param(
            "such measures, citing  decades", ("normalized", ["such measures, citing decades"]), id="two blanks"
        ),
        pytest.param(
            "to neutralise such measures", ("normalized", ["to “neutralise” such measures"]), id="inner marks dropped"
        ),
        pytest.param(
            "decades of experience,", ("normalized", ["decades of experience"]), id="another punctuation at the end"
        ),
        pytest.param(
            "a serious threat … stability and security",
            ("normalized", ["a serious threat", "stability and security"]),
            id="an ellipsis for words left out",
        ),
        pytest.param(
            "We will win, and we will not stop.",
            ("normalized", ["We will win", "and we will not stop"]),
            id="an attribution between the pieces left out",
        ),
        pytest.param(
            "Iran would help Belarus to neutralize such measures",
            ("fuzzy", ["Iran would help Belarus to “neutralise” such measures"]),
            id="American for British spelling",
        ),
        pytest.param(
            "The two leaders singed 13 documents worth 2.5 million",
            ("fuzzy", ["The two leaders signed 13 documents worth 2.5 million"]),
            id="two letters swapped",
        ),
    ],
)
def test_words_are_found_whatever_their_typography(fragment: str, expected: tuple[str, list[str]]) -> None:
    """A fragment grounds to the article's own characters, with the way it was found."""
    assert found(fragment) == expected


@pytest.mark.parametrize(
    "fragment",
    [
        pytest.param("Iran must pay for this", id="an invention that shares a word"),
        pytest.param("They did disclose any further details", id="a dropped negation"),
        pytest.param("They did not disclose all further details", id="another quantifier"),
        pytest.param("We will win, and we will stop.", id="a dropped negation across an attribution"),
        pytest.param("The two leaders signed 14 documents worth 2.5 million", id="another number"),
        pytest.param("The two leaders signed 13 documents worth 2.5 billion", id="another unit"),
        pytest.param("The three leaders signed 13 documents worth 2.5 million", id="another numeral"),
        pytest.param("Pezeshkyan said Iran would help Belarus", id="another name"),
        pytest.param("Pezeshkian said Iraq would help Belarus", id="a name of one other letter"),
        pytest.param(
            "We do not support Iran's legitimate right to develop peaceful nuclear energy", id="a negation added"
        ),
        pytest.param("We support Iran's illegitimate right to develop peaceful nuclear energy", id="a negative prefix"),
        pytest.param("ran would help", id="a word cut in two"),
        pytest.param("Lukashenko said Iran would help Belarus", id="two sentences spliced"),
        pytest.param("zebra", id="nothing of the kind"),
    ],
)
def test_what_the_article_does_not_say_is_not_found(fragment: str) -> None:
    """Similar is not enough: a changed negation, number or name is no match at any score."""
    assert found(fragment) is None


def test_very_words_must_be_very_words() -> None:
    """Inside marks nothing fuzzy will do, be the marks in the fragment or known to the caller."""
    words = "We support Iran's legitimate rigth to develop peaceful nuclear energy"
    assert found(words) is not None
    assert ground(words, Text(MINSK), marked=True) is None
    assert found(f"“{words}”") is None


REPEATED = "He said no. Ann said no. Then he said no."


@pytest.mark.parametrize(
    ("hints", "start"),
    [
        pytest.param({}, 3, id="first without hints"),
        pytest.param({"near": (12, 24)}, 16, id="nearest to the sentence"),
        pytest.param({"near": (0, 41), "beside": (30, 32)}, 33, id="then nearest to the speaker"),
        pytest.param({"used": [(3, 10)]}, 16, id="then unused"),
        pytest.param({"at": 33}, 33, id="at the very place when the words stand there"),
        pytest.param({"at": 34}, 3, id="a wrong place is not believed"),
    ],
)
def test_hints_choose_among_several_places(hints: dict[str, object], start: int) -> None:
    """Sentence before speaker before order, and never a place without the words."""
    result = ground("said no", Text(REPEATED), hints=Hints(**hints))  # type: ignore[arg-type]  # passed through
    assert result == Grounding((Span.of(REPEATED, start, start + 7),), GroundingStatus.EXACT)


def test_two_quotations_side_by_side_are_not_one() -> None:
    """The end of one quotation and the start of the next are no quotation of their own."""
    text = "wind “yes” “yes”"
    result = ground("\"yes''", Text(text), hints=Hints(near=(11, 16)))
    assert result == Grounding((Span.of(text, 11, 16),), GroundingStatus.NORMALIZED)


def test_nothing_is_found_where_nothing_may_be_found() -> None:
    """Skipped characters are as good as absent, also by half."""
    assert ground("said no", Text("He said no.", skip=((9, 11),))) is None
    assert ground("Said no", Text("He said no.", skip=((9, 11),))) is None


@pytest.mark.parametrize("fragment", ["", "  ", "…", "“”", "\u200b"])
def test_a_fragment_without_a_letter_is_refused(fragment: str) -> None:
    """Marks alone stand everywhere, so nobody may look for them without saying where."""
    with pytest.raises(GroundingError, match="no letter or digit"):
        ground(fragment, Text(MINSK))


def test_a_colon_is_found_beside_its_speaker() -> None:
    """Punctuation can be a cue when a hint says where to look."""
    text = "A: no. DORN: Yes. B: no."
    result = ground(":", Text(text), hints=Hints(beside=(7, 11)))
    assert result == Grounding((Span.of(text, 11, 12),), GroundingStatus.EXACT)


WORDS = "wind harbour ferry tax vote émigré straße “yes” Iran's 13 — no, “not now” … 🙂 naïve co-operate".split(" ")


@st.composite
def planted(draw: st.DrawFn) -> tuple[str, int, int]:
    """A text and where a stretch of whole words stands in it for the first time."""
    words = draw(st.lists(st.sampled_from(WORDS), min_size=8, max_size=40))
    first = draw(st.integers(0, len(words) - 1))
    last = draw(st.integers(first + 1, len(words)))
    text = " ".join(words)
    start = len(" ".join(words[:first])) + (first > 0)
    return text, start, start + len(" ".join(words[first:last]))


@settings(max_examples=200)
@given(planted(), st.randoms(use_true_random=False))
def test_a_planted_stretch_is_found_at_its_place_after_any_change_of_typography(
    plant: tuple[str, int, int], draw: random.Random
) -> None:
    """Planted words come back with their exact offsets when the hint names the place, whatever was done to them."""
    text, start, end = plant
    words = text[start:end]
    if not any(map(str.isalnum, words)):
        return
    for source, sign in (("“", '"'), ("”", "''"), ("—", "–"), ("…", "..."), (" ", "\u00a0"), ("'", "’")):
        if draw.random() < 0.5:
            words = words.replace(source, sign)
    if draw.random() < 0.5:
        words = unicodedata.normalize("NFD", words)
    result = ground(words, Text(text), hints=Hints(near=(start, end)))
    assert result is not None
    core = slice(result.spans[0].start, result.spans[-1].end)
    letters = [(i, c) for i, c in enumerate(text) if c.isalnum() and start <= i < end]
    assert letters == [(i, c) for i, c in enumerate(text) if c.isalnum() and core.start <= i < core.stop]


@given(st.text(max_size=40), st.text(max_size=200))
def test_whatever_is_found_is_the_texts_own(fragment: str, text: str) -> None:
    """For any two strings, grounding refuses, finds nothing, or gives true spans of the text."""
    try:
        result = ground(fragment, Text(text))
    except GroundingError:
        return
    if result is not None:
        assert all(text[span.start : span.end] == span.text for span in result.spans)
        assert [span.start for span in result.spans] == sorted(span.start for span in result.spans)


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [
        pytest.param("(It is", ("exact", ["(It is"]), id="an open bracket"),
        pytest.param("a{9999}", None, id="a quantifier"),
        pytest.param("d[^", None, id="an open class"),
        pytest.param("\\d", None, id="an escape"),
        pytest.param("{{ 7*7 }}", ("exact", ["{{ 7*7 }}"]), id="a template"),
        pytest.param(
            "denies it!", ("normalized", ["denies it"]), id="another punctuation is not rewritten into the text"
        ),
    ],
)
def test_model_output_is_only_text(fragment: str, expected: tuple[str, list[str]] | None) -> None:
    """No fragment reaches a regular expression or a template."""
    assert found(fragment, "He (It is) denies it. {{ 7*7 }}") == expected


@given(
    st.text(alphabet="aAbBK .-“’2\u0301é\u212aİ", min_size=1, max_size=8),
    st.text(alphabet="aAbBkK .-“’2\u0301é\u212aİ", max_size=40),
)
def test_a_name_that_is_quickly_seen_is_a_name_that_is_found(name: str, text: str) -> None:
    """The quick answer never says yes where the thorough one says no."""
    if Text(text).names(name):
        assert ground(name, Text(text)) is not None


@pytest.mark.parametrize(
    ("name", "known"),
    [
        pytest.param("Iran", True, id="as it is"),
        pytest.param("the two Leaders", True, id="in another case"),
        pytest.param("Luka", False, id="a part of a word"),
        pytest.param("“", False, id="no letter"),
        pytest.param("Iraq", False, id="not there"),
    ],
)
def test_names_are_seen_quickly(name: str, *, known: bool) -> None:
    """Whole words count, in whatever case."""
    assert Text(MINSK).names(name) is known


@pytest.mark.parametrize(("at", "holds"), [(16, True), (15, False), (17, False)])
def test_words_are_believed_where_they_stand_and_nowhere_else(at: int, *, holds: bool) -> None:
    """An offset that is off by one is not believed."""
    assert Text(MINSK).holds("Iran", at) is holds


@given(st.integers(0, len(MINSK) - 1), st.integers(1, 80))
def test_a_fragment_of_a_long_text_is_found_as_in_a_short_one(start: int, length: int) -> None:
    """The index of a long text changes how words are looked for, not where they stand."""
    words = MINSK[start : start + length].strip()
    hints = Hints(near=(start, start + length))
    if not any(map(str.isalnum, words)):
        return
    plainly = ground(words, Text(MINSK), hints=hints)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(occurrences, "LONG", 0)
        assert ground(words, Text(MINSK), hints=hints) == plainly


def test_a_common_word_of_a_long_text_is_found_near_its_sentence() -> None:
    """However often a word stands before, the place that the hints mean is among those looked at."""
    text = "He said no. " * 20_000
    found = ground("said", Text(text), hints=Hints(beside=(120_000, 120_002)))
    assert found is not None
    assert found.spans[0].start == 120_003

"""The narrow question: polarity toward a given target, with and without a holder, by place and by name."""

from __future__ import annotations

import pytest

from annotator import codebook
from annotator.codebook import ClosedTarget
from annotator.engines.rules.judge import certainty, judge
from annotator.schema import Document, Polarity
from annotator.spans import Span

AGAINST, FAVOR, NEUTRAL = Polarity.AGAINST, Polarity.FAVOR, Polarity.NEUTRAL


def document(text: str) -> Document:
    """A document in English."""
    return Document(id="d", text=text, language="en")


@pytest.mark.parametrize(
    ("text", "target", "expected"),
    [
        pytest.param("Dorn is a corrupt liar and a disgrace.", "Dorn", AGAINST, id="ill words"),
        pytest.param("Dorn won praise for his brilliant and courageous work.", "Dorn", FAVOR, id="good words"),
        pytest.param("“The train is late,” Dorn said on Tuesday.", "Dorn", NEUTRAL, id="a speaker is neutral"),
    ],
)
def test_text(text: str, target: str, expected: Polarity) -> None:
    """Without a holder the question is how the text speaks of the target."""
    assert judge(document(text), target).polarity is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Orsa opposes the bypass.", AGAINST, id="opposes"),
        pytest.param("Orsa supports the bypass.", FAVOR, id="supports"),
        pytest.param("Orsa does not support the bypass.", AGAINST, id="a negated cue is turned around"),
        pytest.param("Orsa did not oppose the bypass.", NEUTRAL, id="did not oppose is neutral"),
    ],
)
def test_holder(text: str, expected: Polarity) -> None:
    """With a holder the frame that links the two decides."""
    assert judge(document(text), "bypass", "Orsa").polarity is expected


def test_span() -> None:
    """A target may be a place; the sentence around it is the evidence."""
    text = "It rained. Dorn is a corrupt liar."
    found = judge(document(text), Span.of(text, 11, 15))
    assert (found.polarity, [span.text for span in found.evidence]) == (AGAINST, ["Dorn is a corrupt liar."])


def test_names_do_not_matter() -> None:
    """The answer is the same whoever the target is."""
    one = judge(document("On Monday Dorn attacked the judge."), "Dorn")
    other = judge(document("On Monday Smith attacked the judge."), "Smith")
    assert (one.polarity, one.confidence) == (other.polarity, other.confidence)


def test_alias_of_closed_target() -> None:
    """A codebook's alias finds its closed target."""
    target = ClosedTarget(name="nuclear power", definition="Reactors.", aliases=("reactors",))
    book = codebook.default().model_copy(update={"targets": (target,)})
    text = document("It rained. Orsa condemned the reactors.")
    found = judge(text, "nuclear power", "Orsa", book)
    assert (found.polarity, found.evidence[0].text) == (AGAINST, "Orsa condemned the reactors.")


def test_nothing_to_judge() -> None:
    """An empty text gives neutral with even odds, and says why."""
    found = judge(document(""), "Dorn", "Orsa")
    assert (found.polarity, found.confidence, found.evidence) == (NEUTRAL, 0.5, ())
    assert found.trace == ("the text names neither the target nor the holder",)


def test_certainty() -> None:
    """Certainty is even at zero, the same on either side, and grows with the distance."""
    assert certainty(0) == 0.5
    assert certainty(-2) == certainty(2) > certainty(1)

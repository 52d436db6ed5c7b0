"""Labels: the YAML that people write keeps its lines and loses nothing silently."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.errors import RecordError
from eval import labels

HEAD = "language: no\nlabelled: 2026-11-24\n"
PATH = Path("a.yaml")


def test_every_scalar_is_a_string() -> None:
    """Norwegian stays “no”, and a fragment “12” or “yes” stays the words that stand in the text."""
    written = labels.parse(HEAD + "quotes:\n  - content: [12, yes, 1_000]\n", PATH)
    assert written.language == "no"
    assert [fragment.text for fragment in written.quotes[0].content] == ["12", "yes", "1_000"]


def test_fragments_know_their_line_and_their_wider_words() -> None:
    """`words | wider words` is a fragment within a context; both remember where they were written."""
    written = labels.parse(HEAD + "quotes:\n  - content: “No”\n    cue: said | Orsa said\n", PATH)
    cue = written.quotes[0].cue[0]
    assert (cue.text, cue.within, cue.line) == ("said", "Orsa said", 5)


@pytest.mark.parametrize(
    ("source", "line", "reason"),
    [
        pytest.param("a: [", 1, "this is no YAML", id="broken YAML"),
        pytest.param("", None, "there are no labels in it", id="an empty file"),
        pytest.param(HEAD + "language: en\n", 3, "'language' is given twice", id="a key given twice"),
        pytest.param(HEAD + "quotes:\n  - {content: A, sayer: B}\n", 4, "sayer", id="an unknown field"),
        pytest.param(HEAD + "quotes:\n  - {cue: A}\n", 4, "content", id="a quote without content"),
        pytest.param(
            HEAD + "quotes:\n  - content: {text: A, from: B}\n", 4, "either its words or", id="two forms at once"
        ),
    ],
)
def test_a_file_that_breaks_the_format_is_refused(source: str, line: int | None, reason: str) -> None:
    """The message names the line to go to."""
    with pytest.raises(RecordError, match=reason) as caught:
        labels.parse(source, PATH)
    assert (caught.value.path, caught.value.line) == (PATH, line)


def test_the_example_in_the_readme_is_in_the_format() -> None:
    """Whoever starts from it starts well."""
    readme = Path(__file__).parents[2] / "eval" / "gold" / "README.md"
    example = readme.read_text(encoding="utf-8").partition("```yaml\n")[2].partition("```")[0]
    written = labels.parse(example, readme)
    assert (written.quotes[0].speaker, written.quotes[0].claims[0].worth) == ("tolk", 0.75)

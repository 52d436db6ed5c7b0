"""Claims about examples: right by the codebook, true to their own text, and found out when a model repeats them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import yaml

from annotator import codebook
from annotator.engines.base import ALL_TASKS, Task
from annotator.engines.llm import examples
from annotator.engines.llm.checking import Checker
from annotator.engines.llm.material import Elsewhere
from annotator.errors import PromptError
from tests.engines.llm.asked import TEXT, actor, answer, asking, document, piece, quote, stance
from tests.fakes.answers import completion

if TYPE_CHECKING:
    from pathlib import Path

BOOK = codebook.default()
SHIPPED = examples.load(codebook.prompts_directory() / "examples", BOOK)


def write(directory: Path, **given: object) -> None:
    """Example files with these contents."""
    for name, content in given.items():
        (directory / f"{name}.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")


def test_the_shipped_examples_are_right() -> None:
    """All are loaded, and nothing is wrong with one; they hold direct, indirect, nested and thought quotes."""
    files = sorted(path.name for path in (codebook.prompts_directory() / "examples").glob("*.yaml"))
    assert [name for name, _ in SHIPPED.digests] == [f"examples/{name}" for name in files]
    for example in SHIPPED.all:
        assert Checker(example.material, BOOK, Elsewhere()).check(example.answer) == []
    quotes = [each for example in SHIPPED.all for each in example.answer.quotes]
    assert {each.mode for each in quotes} == {"speech", "thought"}
    assert any(each.parent for each in quotes)
    assert any(len(each.content) > 1 for each in quotes)


def test_an_example_that_does_not_stand_in_its_own_text_is_refused(tmp_path: Path) -> None:
    """Before money is spent; the error names file and fragment."""
    write(tmp_path, good={"article": TEXT, "answer": answer(quotes=[quote()])})
    write(tmp_path, wrong={"article": TEXT, "answer": answer(quotes=[quote(content=[piece("zebra", 1)])])})
    with pytest.raises(PromptError, match=r"wrong\.yaml: .*“zebra” is not in the article"):
        examples.load(tmp_path, BOOK)


@pytest.mark.parametrize("content", ["[", "a: 1", "article: x\nanswer: {quotes: [{}]}", "- x"])
def test_what_is_no_example_is_refused(content: str, tmp_path: Path) -> None:
    """Broken YAML, unknown fields, an answer that does not fit."""
    (tmp_path / "odd.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(PromptError, match=r"odd\.yaml: this is no example"):
        examples.load(tmp_path, BOOK)


def test_an_example_with_labels_of_another_codebook_is_left_out(tmp_path: Path) -> None:
    """It would teach labels that may not be given."""
    write(tmp_path, a={"article": TEXT, "answer": answer(quotes=[quote()])})
    write(tmp_path, b={"article": TEXT, "answer": answer(stances=[stance(act="shrug")])})
    assert [name for name, _ in examples.load(tmp_path, BOOK).digests] == ["examples/a.yaml"]


def test_an_example_shows_what_is_asked_for() -> None:
    """Numbered sentences, and an answer with the collections of the tasks only."""
    (first, *_) = SHIPPED.shown([Task.QUOTES])
    assert first.article.startswith("[1] Fishermen walk out")
    assert json.loads(first.answer).keys() == {"actors", "quotes"}
    claims = json.loads(SHIPPED.shown([Task.CLAIMS])[0].answer)["claims"]
    assert all("quote" not in each and each["evidence"] for each in claims)
    assert json.loads(SHIPPED.shown(ALL_TASKS)[0].answer).keys() == {"actors", "quotes", "claims", "stances"}


def test_examples_of_the_codebook_count_too() -> None:
    """Their sentences stand in the prompt as well."""
    elsewhere = SHIPPED.elsewhere(BOOK)
    assert elsewhere.says("Orsa called the blockade “an act of piracy”")
    assert elsewhere.says("These fees will sink us")
    assert elsewhere.knows("ada venn")
    assert not elsewhere.says("The harbour is a ruin")
    assert not elsewhere.says("”")


async def test_what_comes_from_an_example_is_discarded() -> None:
    """A quote and a person from the prompt's example, in the answer for another article."""
    leaked = quote("q2", [piece("“These fees will sink us,”", 2)])
    spoken = quote("q3", [piece("“madness”", 5)], speaker="Ada Venn")
    given = completion(answer(actors=[actor("Ada Venn"), actor("Ida Dorn")], quotes=[quote(), leaked, spoken]))
    async with asking(script=[given] * 3) as (asker, _):
        draft = await asker.draft(document())
    assert [each.key for each in draft.quotes] == ["q1"]
    assert [each.name for each in draft.actors] == ["Ida Dorn"]
    assert [(each.kind, each.code, each.fragment) for each in draft.discards] == [
        ("actor", "example-leak", "Ada Venn"),
        ("quote", "example-leak", "“These fees will sink us,”"),
        ("quote", "example-leak", "Ada Venn"),
    ]

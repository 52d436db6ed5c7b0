"""The configuration: what differs between two setups, said so that a user can act on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator.engines.base import Identity
from annotator.errors import RunError
from annotator.runs import configuration
from annotator.runs.configuration import Configuration, Setup

if TYPE_CHECKING:
    from pathlib import Path

IDENTITY = Identity("llm", "1", "m", {"joint.v1.jinja": "a" * 64}, "b" * 64, "c" * 64, {"mode": "joint", "samples": 1})


def test_what_is_written_is_read(tmp_path: Path) -> None:
    """Every field, options included."""
    made = Configuration.new(Setup.of(IDENTITY, {"limit": 3}), {"engine": {"name": "llm"}})
    configuration.write(tmp_path, made)
    assert configuration.read(tmp_path) == made


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param({"model": "n"}, ("model: 'm' here, 'n' now",), id="the model"),
        pytest.param(
            {"prompts": {"joint.v1.jinja": "d" * 64}},
            ("prompts.joint.v1.jinja: aaaaaaaaaaaa… here, dddddddddddd… now",),
            id="a prompt, its digest shortened",
        ),
        pytest.param(
            {"parameters": {"mode": "staged", "seed": 5}},
            (
                "parameters.mode: 'joint' here, 'staged' now",
                "parameters.samples: 1 here, none now",
                "parameters.seed: none here, 5 now",
            ),
            id="parameters, one by one",
        ),
        pytest.param({"package_version": "9"}, ("package_version: '{}' here, '9' now",), id="another annotator"),
        pytest.param({}, (), id="nothing"),
    ],
)
def test_differences_are_named_one_by_one(change: dict[str, object], said: tuple[str, ...]) -> None:
    """Each with what stands here and what is wanted now."""
    here = Setup.of(IDENTITY)
    there = here.model_copy(update=change)
    phrases = tuple(phrase.format(here.package_version) for phrase in said)
    assert here.differences(there) == phrases
    assert here.differences(there, there="there") == tuple(f"{phrase[:-3]}there" for phrase in phrases)


def test_the_selection_decides_which_documents_but_not_their_answers() -> None:
    """Two shards of a corpus share their keys."""
    assert Setup.of(IDENTITY, {"shard": "1/2"}).digest == Setup.of(IDENTITY, {"shard": "2/2"}).digest
    assert Setup.of(IDENTITY).digest != Setup.of(Identity("llm", "2", "m")).digest


def test_a_layout_of_another_version_is_refused(tmp_path: Path) -> None:
    """The sentence says which annotator to use."""
    made = Configuration.new(Setup.of(IDENTITY)).model_copy(update={"format": 99})
    configuration.write(tmp_path, made)
    with pytest.raises(RunError, match="has layout 99"):
        configuration.read(tmp_path)
    (tmp_path / configuration.FILE).write_text('{"format": 3, "setups": []}')  # nothing there is what it was
    with pytest.raises(RunError, match="has layout 3, this annotator knows layout"):
        configuration.read(tmp_path)

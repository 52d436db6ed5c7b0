"""The files of frames and word classes: every line holds only what their readers know."""

from __future__ import annotations

from typing import get_args

from annotator import codebook
from annotator.engines.rules import stances_words
from annotator.engines.rules.stances_frames import DEED, Place, frames, frames_by_second, frames_of
from annotator.engines.rules.stances_words import is_a


def test_lines() -> None:
    """Acts are the shipped codebook's or deeds, places are known, signs are signs."""
    every = [frame for rows in frames().values() for frame in rows]
    acts = {act.name for act in codebook.default().acts}
    assert {frame.act for frame in every} - {DEED} <= acts
    assert {frame.place for frame in every} <= set(get_args(Place))
    assert {sign for frame in every for sign in (frame.attitude, frame.subject, frame.object)} == {-1, 0, 1}


def test_polarity_of_acts() -> None:
    """No frame contradicts the polarity that the codebook gives to its act."""
    signs = {"favor": 1, "against": -1}
    fixed = {act.name: signs[act.polarity] for act in codebook.default().acts if act.polarity in signs}
    odd = [
        frame.words
        for rows in frames().values()
        for frame in rows
        if frame.act in fixed and frame.attitude not in {0, fixed[frame.act]} and frame.act != "promise"
    ]
    assert odd == []


def test_forms() -> None:
    """A cue is found by any form, in British spelling too, longest first."""
    assert ("criticize",) in {frame.words for frame in frames_of("criticised")}
    assert len(frames_of("stood")[0].words) >= len(frames_of("stood")[-1].words)
    assert frames_of("table") == ()


def test_by_second() -> None:
    """The frames of “is” are split by the second word of their cue, and none is lost."""
    split = frames_by_second("is")
    assert sorted(map(id, (frame for rows in split.values() for frame in rows))) == sorted(map(id, frames_of("is")))


def test_classes() -> None:
    """The file defines exactly the classes that code may ask for, and forms belong to their base's class."""
    assert set(stances_words._classes()) == set(get_args(stances_words.Class))
    assert is_a("lifted", "ender-verb")
    assert is_a("sanctions", "policy")
    assert not is_a("sanctions", "event")

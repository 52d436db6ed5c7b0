"""Where actors in the making are mentioned."""

from __future__ import annotations

from annotator.engines.rules.clusters import Cluster
from annotator.engines.rules.mentions import Mentions, Timeline
from annotator.schema import ActorKind


def person(name: str, *starts: int) -> Cluster:
    """Somebody with mentions of four characters."""
    made = Cluster(name, ActorKind.PERSON)
    for start in starts:
        made.mention((start, start + 4), name)
    return made


def test_mentions_are_found_by_place() -> None:
    """Those that start inside a stretch are found, wherever else their actors are mentioned."""
    dorn, lind = person("Dorn", 0, 900, 5000), person("Lind", 20, 910)
    mentions = Mentions([dorn, lind])
    assert set(mentions.starting(890, 911)) == {((900, 904), dorn), ((910, 914), lind)}
    assert mentions.mentions(dorn, 4000, 6000)
    assert not mentions.mentions(lind, 4000, 6000)
    assert mentions.ending(lind, 905, 914)
    assert not mentions.ending(lind, 905, 913)


def test_a_mention_is_noted_once() -> None:
    """What is known is not added again, a new place is found at once."""
    dorn = person("Dorn", 0)
    mentions = Mentions([dorn])
    assert not mentions.add(dorn, (0, 4), "Dorn")
    assert mentions.add(dorn, (30, 32), "Dorn")
    assert dorn.places == [(0, 4), (30, 32)]
    assert [place for place, _ in mentions.starting(0, 100)] == dorn.places


def test_the_last_one_before_a_place_comes_first() -> None:
    """Mentions may come in in any order; of two at one place the actor who came in first is preferred."""
    dorn, lind, both = person("Dorn"), person("Lind"), person("Dorn and Lind")
    timeline = Timeline()
    for start, rank, one in ((50, 1, lind), (10, 0, dorn), (50, 2, both), (90, 0, dorn)):
        timeline.add((start, start + 4), rank, one)
    assert list(timeline.before(90)) == [lind, both, dorn]
    assert list(timeline.before(10)) == []

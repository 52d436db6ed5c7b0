"""Claims about the stance graph's layout."""

from __future__ import annotations

from annotator.schema import Polarity, Stance, Target, TargetKind
from annotator.spans import Span
from annotator.views.graph import LONGEST, graph
from tests.builders import annotation
from tests.test_schema import DOCUMENT, DORN, TEXT


def stance(number: int, label: str, holder: str | None = "a-1") -> Stance:
    """A stance toward a label."""
    return Stance(
        id=f"s-{number}",
        holder=holder,
        target=Target(label=label, kind=TargetKind.TOPIC),
        polarity=Polarity.AGAINST,
        act="condemn",
        evidence=(Span.of(TEXT, 2, 8),),
    )


def test_without_stances_there_is_nothing_to_draw() -> None:
    """No empty frame."""
    assert graph(annotation(DOCUMENT)) is None


def test_each_name_stands_once_and_edges_meet_their_nodes() -> None:
    """Holders and targets are nodes by name; an edge starts and ends at the heights of its own."""
    found = graph(
        annotation(DOCUMENT, actors=(DORN,), stances=(stance(1, "dam"), stance(2, "tax"), stance(3, "dam", None)))
    )
    assert found is not None
    assert [node.label for node in found.holders] == ["Dorn", "the article"]
    assert [node.label for node in found.targets] == ["dam", "tax"]
    heights = {node.label: node.y for node in (*found.holders, *found.targets)}
    assert [(edge.y1, edge.y2) for edge in found.edges] == [
        (heights["Dorn"], heights["dam"]),
        (heights["Dorn"], heights["tax"]),
        (heights["the article"], heights["dam"]),
    ]


def test_a_long_label_is_cut_and_kept_whole_in_its_tooltip() -> None:
    """Nothing overflows its column, nothing is lost."""
    found = graph(annotation(DOCUMENT, stances=(stance(1, "x" * 99, None),)))
    assert found is not None
    assert (len(found.targets[0].label), found.targets[0].title) == (LONGEST, "x" * 99)

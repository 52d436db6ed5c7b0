"""Claims of `annotator.scoring.sampling`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import ScoringError
from annotator.scoring.sampling import Drawn, allocate, draw

CORPUS = {f"d{number:03}": "M" if number < 90 else "N" for number in range(100)}


def test_a_draw_is_in_proportion_and_knows_its_probabilities() -> None:
    """Nine of ten documents are of outlet M: so are nine of ten drawn, each with probability 1/10."""
    sample = draw(CORPUS, 10)
    assert sample.strata == {"M": (9, 90), "N": (1, 10)}
    assert {each.probability for each in sample.drawn} == {0.1}
    assert len(sample.probabilities) == 10


def test_a_small_stratum_is_not_left_out() -> None:
    """Of three documents one is the only one of outlet N, which makes it likelier than the others."""
    sample = draw({**CORPUS, "x": "O"}, 3)
    assert sample.strata == {"M": (1, 90), "N": (1, 10), "O": (1, 1)}
    assert Drawn("x", "O", 1.0) in sample.drawn


def test_a_draw_depends_on_the_seed_and_not_on_the_order() -> None:
    """The same seed draws the same documents from a shuffled corpus; another one draws others."""
    turned = dict(reversed(CORPUS.items()))
    assert draw(CORPUS, 10, seed=3) == draw(turned, 10, seed=3)
    assert draw(CORPUS, 10, seed=3) != draw(CORPUS, 10, seed=4)


def test_probabilities_are_true() -> None:
    """Over many seeds each document is drawn as often as its probability says."""
    strata = {**{f"m{n}": "M" for n in range(6)}, **{f"n{n}": "N" for n in range(3)}}
    counts = dict.fromkeys(strata, 0)
    for seed in range(2000):
        for each in draw(strata, 3, seed=seed).drawn:
            counts[each.document] += 1
    assert all(abs(count / 2000 - 1 / 3) < 0.05 for count in counts.values())


@pytest.mark.parametrize("size", [0, 1, 101])
def test_impossible_sizes_are_refused(size: int) -> None:
    """More than there are, or fewer than there are strata."""
    with pytest.raises(ScoringError, match="ask for 2 to 100"):
        draw(CORPUS, size)


@given(st.dictionaries(st.sampled_from("abcde"), st.integers(1, 30), min_size=1), st.data())
def test_shares_add_up(sizes: dict[str, int], data: st.DataObject) -> None:
    """Any total is divided completely, at least one for each and never more than there are."""
    total = data.draw(st.integers(len(sizes), sum(sizes.values())))
    shares = allocate(sizes, total)
    assert sum(shares.values()) == total
    assert all(1 <= shares[name] <= sizes[name] for name in sizes)

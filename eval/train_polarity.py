"""Fit the weights by which the rules engine judges how a sentence speaks of a target.

Run as ``python eval/train_polarity.py FOLDER``, where the folder holds NewsMTSC's ``train.jsonl`` and a ``dev.jsonl``
split by article. Multinomial logistic regression with an L2 penalty over the features of `polarity_features`, fitted by
L-BFGS; the temperature is fitted on held-out articles of train, so that probabilities are calibrated. Writes
``annotator/engines/rules/lexicon/polarity_model.tsv``; equal input gives an equal file.

NewsMTSC: Hamborg and Donnay, EACL 2021; MIT licence, copyright 2020 Felix Hamborg.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from annotator.documents.sentences import split
from annotator.engines.rules.polarity_features import features, is_quoted, seen
from annotator.engines.rules.tokens import tokenize

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

MODEL = Path(__file__).parent.parent / "annotator/engines/rules/lexicon/polarity_model.tsv"
LABELS = {2: 0, 4: 1, 6: 2}
"""NewsMTSC's polarity → column: against, neutral, favor."""

RAREST = 3  # sentences that a feature must occur in
PENALTY = 20.0  # chosen on dev among 5, 20, 60
SCALE = 100  # weights are stored as whole hundredths
SMALLEST = 0.03  # features whose weights are all smaller are left out
FOLDS = 5
MEMORY = 8  # pairs that L-BFGS remembers
STEPS = 120
TINY = 1e-10  # a step below which no progress can be made

HEADER = (
    "# Weights of annotator.engines.rules.polarity_model, made by eval/train_polarity.py; do not edit.\n"
    "# Learned from the training split of NewsMTSC (Hamborg and Donnay, EACL 2021), MIT licence,\n"
    "# (c) 2020 Felix Hamborg. Names are masked before training.\n"
    "# Columns: feature, then hundredths for against, neutral, favor.\n"
)


@dataclass(frozen=True, slots=True)
class Case:
    """A target in a sentence, with its label.

    Attributes:
        article: Names the article, so that no article is on both sides of a split.
        features: As `polarity_features` gives them.
        label: Column of the class.
    """

    article: str
    features: dict[str, float]
    label: int


def read(path: Path) -> list[Case]:
    """Read a split of NewsMTSC."""
    with path.open(encoding="utf-8") as lines:
        return [case for line in lines for case in _cases(json.loads(line))]


def _cases(row: dict[str, Any]) -> Iterator[Case]:
    text = row["sentence_normalized"]
    tokens = tokenize(text, split(text))
    for target in row["targets"]:
        first, last = _tokens_of(tokens.starts, tokens.ends, target["from"], target["to"])
        start, end = tokens.bounds[tokens.sentence[first]]
        quoted = is_quoted(text[: target["from"]])
        sight = seen(tokens.words[start:end], first - start, min(last, end) - start, is_quoted=quoted)
        article = "_".join(row["primary_gid"].split("_")[:2])
        yield Case(article, features(sight), LABELS[int(target["polarity"])])


def _tokens_of(starts: Sequence[int], ends: Sequence[int], start: int, end: int) -> tuple[int, int]:
    inside = [i for i in range(len(starts)) if starts[i] < end and ends[i] > start]
    if not inside:
        nearest = min(range(len(starts)), key=lambda i: abs(starts[i] - start))
        return nearest, nearest + 1
    return inside[0], inside[-1] + 1


@dataclass(frozen=True, slots=True)
class Matrix:
    """Cases as rows of a sparse matrix, with a column of ones at the end."""

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    values: Floats
    shape: tuple[int, int]

    def times(self, weights: Floats) -> Floats:
        """Matrix times weights, one column per class."""
        return np.stack(  # pyright: ignore[reportReturnType]  # weighted counts are floats
            [
                np.bincount(self.rows, self.values * weights[self.columns, k], self.shape[0])
                for k in range(weights.shape[1])
            ],
            axis=1,
        )

    def transposed_times(self, errors: Floats) -> Floats:
        """Transposed matrix times errors, one column per class."""
        return np.stack(  # pyright: ignore[reportReturnType]  # as above
            [
                np.bincount(self.columns, self.values * errors[self.rows, k], self.shape[1])
                for k in range(errors.shape[1])
            ],
            axis=1,
        )


def matrix(cases: Sequence[Case], vocabulary: dict[str, int]) -> Matrix:
    """Rows of known features; the last column is the bias."""
    cells = [
        (row, vocabulary[name], value)
        for row, case in enumerate(cases)
        for name, value in case.features.items()
        if name in vocabulary
    ]
    cells += [(row, len(vocabulary), 1.0) for row in range(len(cases))]
    rows, columns, values = zip(*cells, strict=True)
    return Matrix(
        np.array(rows, dtype=np.int64),
        np.array(columns, dtype=np.int64),
        np.array(values, dtype=np.float64),
        (len(cases), len(vocabulary) + 1),
    )


def vocabulary_of(cases: Sequence[Case]) -> dict[str, int]:
    """Feature → column, for features that are not rare."""
    counts = Counter(name for case in cases for name in case.features)
    return {name: i for i, name in enumerate(sorted(name for name, n in counts.items() if n >= RAREST))}


def probabilities(scores: Floats) -> Floats:
    """Softmax of each row."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def fit(cases: Sequence[Case], vocabulary: dict[str, int], penalty: float) -> Floats:
    """Weights that minimise the penalised negative log likelihood."""
    table = matrix(cases, vocabulary)
    wanted = np.eye(len(LABELS))[[case.label for case in cases]]

    def loss(flat: Floats) -> tuple[float, Floats]:
        weights = flat.reshape(table.shape[1], len(LABELS))
        given = probabilities(table.times(weights))
        slope = table.transposed_times(given - wanted)
        slope[:-1] += penalty * weights[:-1]
        value = -np.log((given * wanted).sum(axis=1) + 1e-12).sum() + penalty / 2 * (weights[:-1] ** 2).sum()
        return float(value), slope.ravel()

    return minimum(loss, np.zeros(table.shape[1] * len(LABELS))).reshape(table.shape[1], len(LABELS))


def minimum(loss: Callable[[Floats], tuple[float, Floats]], at: Floats) -> Floats:
    """L-BFGS with a backtracking line search."""
    value, slope = loss(at)
    moves: list[tuple[Floats, Floats]] = []
    for _ in range(STEPS):
        direction = -_curved(slope, moves)
        step = 1.0 if moves else 1.0 / float(np.abs(slope).sum())
        while True:
            there = at + step * direction
            new_value, new_slope = loss(there)
            if new_value <= value + 1e-4 * step * float(slope @ direction) or step < TINY:
                break
            step /= 2
        moves = [*moves, (there - at, new_slope - slope)][-MEMORY:]
        done = value - new_value < 1e-6 * abs(value)
        at, value, slope = there, new_value, new_slope
        if done:
            break
    return at


def _curved(slope: Floats, moves: Sequence[tuple[Floats, Floats]]) -> Floats:
    """The slope times the inverse curvature that past moves suggest (two-loop recursion)."""
    result: Floats = slope.copy()
    shares: list[float] = []
    for move, change in reversed(moves):
        share = float(move @ result) / float(move @ change)
        shares.append(share)
        result -= share * change
    if moves:
        move, change = moves[-1]
        result *= float(move @ change) / float(change @ change)
    for (move, change), share in zip(moves, reversed(shares), strict=True):
        result += move * (share - float(change @ result) / float(move @ change))
    return result


def temperature(cases: Sequence[Case]) -> float:
    """The divisor of scores under which held-out articles of the cases are most probable."""
    articles = sorted({case.article for case in cases})
    fold = {article: i % FOLDS for i, article in enumerate(articles)}
    scores: list[Floats] = []
    labels: list[int] = []
    for held_out in range(FOLDS):
        inside = [case for case in cases if fold[case.article] != held_out]
        outside = [case for case in cases if fold[case.article] == held_out]
        vocabulary = vocabulary_of(inside)
        scores.append(matrix(outside, vocabulary).times(fit(inside, vocabulary, PENALTY)))
        labels += [case.label for case in outside]
    table, rows = np.concatenate(scores), np.arange(len(labels))
    grid = np.arange(0.5, 3.01, 0.05)
    return float(min(grid, key=lambda t: -np.log(probabilities(table / t)[rows, labels]).sum()))


def write(vocabulary: dict[str, int], weights: Floats, divisor: float) -> None:
    """Write what the engine reads, weights already divided by the temperature."""
    scaled = np.rint(weights / divisor * SCALE).astype(int)
    lines = [
        f"{name}\t" + " ".join(str(w) for w in scaled[column])
        for name, column in sorted(vocabulary.items())
        if np.abs(scaled[column]).max() >= SMALLEST * SCALE
    ]
    lines.append("bias\t" + " ".join(str(w) for w in scaled[-1]))
    MODEL.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")


def macro_f1(gold: Sequence[int], predicted: Sequence[int]) -> float:
    """Mean F1 of the classes."""
    scores: list[float] = []
    for label in LABELS.values():
        both = sum(g == label == p for g, p in zip(gold, predicted, strict=True))
        scores.append(2 * both / max(1, gold.count(label) + predicted.count(label)))
    return sum(scores) / len(scores)


def calibration_error(given: Floats, gold: Sequence[int], bins: int = 10) -> float:
    """Expected calibration error over bins of equal mass."""
    sure, right = given.max(axis=1), given.argmax(axis=1) == np.array(gold)
    order = np.argsort(sure)
    edges = np.linspace(0, len(order), bins + 1).astype(int)
    return float(sum(abs(sure[order[a:b]].sum() - right[order[a:b]].sum()) for a, b in pairwise(edges)) / len(order))


def main() -> None:
    """Fit, write and report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    train, dev = read(folder / "train.jsonl"), read(folder / "dev.jsonl")
    vocabulary = vocabulary_of(train)
    weights = fit(train, vocabulary, PENALTY)
    divisor = temperature(train)
    write(vocabulary, weights, divisor)
    given = probabilities(matrix(dev, vocabulary).times(weights) / divisor)
    gold = [case.label for case in dev]
    print(  # noqa: T201  # a script reports
        f"{len(vocabulary)} features, temperature {divisor:.2f}; "
        f"dev macro-F1 {macro_f1(gold, given.argmax(axis=1).tolist()):.3f}, ECE {calibration_error(given, gold):.3f}"
    )


if __name__ == "__main__":
    main()

"""A suite: a corpus with its layout, licence and terms, and how its labels map to ours; read from a YAML file.

It knows descriptions. Reading the corpora is left to `eval.readers`, running engines over them to `eval.run`.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Literal, Self

import yaml
from pydantic import Field, ValidationError, model_validator

from annotator.errors import FormatError, SettingsError
from annotator.schema import Frozen, Mode, Polarity, QuoteKind
from annotator.scoring import Coverage
from annotator.scoring.coverage import Part, Role

FOLDER = Path(__file__).parent / "suites"

SPLITS = ("train", "dev", "valid", "test")
"""What corpora usually call their parts."""


class Kind(StrEnum):
    """What a suite asks an engine for."""

    RECORDS = "records"
    """Quotes, claims and stances of whole articles."""
    POLARITY = "polarity"
    """How a sentence speaks of a given target."""
    PAIRS = "pairs"
    """How a given holder stands toward a given target in a sentence."""
    DIRECTED = "directed"
    """Which of two given entities stands how toward the other in a sentence, if at all."""
    TRIPLES = "triples"
    """Which of a closed list of entities stands how toward which other, sentence by sentence."""
    SUBJECTIVITY = "subjectivity"
    """Whether a sentence gives an opinion."""
    CHECK_WORTHINESS = "check-worthiness"
    """Whether a sentence is worth checking."""


class View(Frozen):
    """Some of a suite's quotes, scored by themselves: gold and predictions are restricted first and matched then."""

    dimension: str
    """By what the quotes are chosen; with the value the slice that its numbers are of."""
    value: str
    """What they have in common."""
    marked_stretches: Literal["", "direct"] = ""
    """“direct”: each marked stretch of a predicted quote is a direct quote of its own, and a mixed one stays beside its
    stretches, because the corpus labels them so."""
    names: bool = True
    """Whether a marked stretch without any lower-case word, such as the title of a work, is one of these too."""
    inside_marks: bool = False
    """Whether contents are cut down to what stands inside quotation marks, and quotes without any left out."""
    kinds: tuple[QuoteKind, ...] = tuple(QuoteKind)
    """Kinds of the predictions, and of the gold unless that is chosen by its types."""
    types: tuple[str, ...] = ()
    """Types of the gold by its own labels; empty: all."""
    apart: tuple[str, ...] = ()
    """Types of the gold that are left out together with the predictions that find them and nothing else."""

    @property
    def slice(self) -> tuple[str, str]:
        """The slice that its numbers are of."""
        return self.dimension, self.value


class Goal(Frozen):
    """What a number of a suite is meant to reach."""

    measure: str
    """Its name, slice included, as in the table of figures."""
    least: float | None = None
    """It is met from here on."""
    most: float | None = None
    """It is met up to here."""

    @model_validator(mode="after")
    def _one_bound(self) -> Self:
        if (self.least is None) == (self.most is None):
            raise ValueError("a goal has either least or most")
        return self

    def met(self, value: float | None) -> bool:
        """Whether a number meets it; an undefined one does not."""
        if value is None:
            return False
        return value >= self.least if self.least is not None else value <= (self.most or 0.0)


class Suite(Frozen):
    """One corpus, as one question."""

    name: str
    """Unique; what `--suite` takes."""
    group: str = ""
    """Another name for `--suite` that suites may share."""
    title: str
    """What the corpus is."""
    source: str
    """Where it comes from."""
    licence: str
    """Its terms as found."""
    kind: Kind
    """What is asked."""
    reader: str
    """Module of `eval.readers` that reads it."""
    folder: str = ""
    """Below `--data`; empty for our own gold, which is in the repository."""
    layout: str
    """Files below the folder; `{split}` stands for the split."""
    split: str = ""
    """The split unless `--split` names another."""
    labels: str
    """How its labels map to ours."""
    parts: tuple[Part, ...] = ()
    """Record types that its gold labels; empty: read off the gold."""
    roles: tuple[Role, ...] = ()
    """Roles that its gold labels."""
    modes: tuple[Mode, ...] = ()
    """Modes of quotes that its gold tells apart; empty: it labels quotes of all modes without saying which."""
    lacks: str = ""
    """What its gold lacks, in words."""
    cluster: str | None = None
    """Property of documents that are resampled together."""
    transfer: bool = False
    """Whether it labels something else than we do (sentiment), so that scores are transfer."""
    average: tuple[str, ...] = ()
    """Labels whose mean F1 is reported beside macro-F1."""
    coders: bool = False
    """Whether some of its documents have several coders, so that there is a human ceiling."""
    note: str = ""
    """What a reader must know."""
    select: dict[str, str] = Field(default_factory=dict)
    """Metadata that a document must have to be in it."""
    views: tuple[View, ...] = ()
    """Parts of its quotes that are scored by themselves."""
    goals: tuple[Goal, ...] = ()
    """What its numbers are meant to reach."""

    def coverage(self) -> Coverage | None:
        """What its gold labels, or None to read that off the gold."""
        if not self.parts:
            return None
        modes = frozenset(self.modes or (Mode.SPEECH,))
        return Coverage(frozenset(self.parts), frozenset(self.roles), modes, frozenset(Polarity))

    def of_split(self, split: str | None) -> Suite:
        """The same for another split, which stands in the name then; a suite without splits is as it was."""
        if not split or not self.split or split == self.split:
            return self
        return self.model_copy(update={"split": split, "name": f"{self.name.removesuffix(f'-{self.split}')}-{split}"})

    @property
    def tells_modes(self) -> bool:
        """Whether its gold says which mode a quote has."""
        return bool(self.modes) or not self.parts


def load(path: Path) -> Suite:
    """Read a suite file.

    Raises:
        FormatError: It breaks the form.
    """
    try:
        return Suite.model_validate({"name": path.stem, **yaml.safe_load(path.read_text(encoding="utf-8"))})
    except (yaml.YAMLError, ValidationError, TypeError) as error:
        raise FormatError(f"this is no suite: {' '.join(str(error).split())}", path=path) from error


def every(folder: Path = FOLDER) -> list[Suite]:
    """All suites, by name."""
    return [load(path) for path in sorted(folder.glob("*.yaml"))]


def chosen(names: str) -> list[Suite]:
    """The suites of a list with commas.

    Args:
        names: Names, groups (each stands for its members), “all”, or a name with another split, such as polnear-test.

    Raises:
        SettingsError: There is no suite or group of a name.
    """
    known = every()
    found: dict[str, Suite] = {}
    for name in (each.strip() for each in names.split(",") if each.strip()):
        members = [suite for suite in known if name in {suite.name, suite.group, "all"}] or _of_split(known, name)
        if not members:
            listed = ", ".join(suite.name for suite in known)
            raise SettingsError(f"there is no suite {name!r}; there are {listed}", variable="--suite")
        found.update({suite.name: suite for suite in members})
    return list(found.values())


def _of_split(known: list[Suite], name: str) -> list[Suite]:
    """The first suite that has this name when it is of one of the usual splits, if there is one."""
    others = (suite.of_split(split) for suite in known for split in SPLITS)
    return [suite for suite in others if suite.name == name][:1]

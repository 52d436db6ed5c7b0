"""The words of each language, read once from ``lexicon/<language>.txt``: classes of words and cues with what they take.

How cues and phrases are put together is left to the grammars; the files say at their head how their lines are written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LANGUAGES: Final = ("de", "es", "fr", "ru")
"""Languages other than English that have a lexicon."""

_NONE: Final[frozenset[str]] = frozenset()
_SECTION = "["


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb that can introduce what somebody says or thinks.

    Attributes:
        lemma: Its infinitive, a separable particle joined.
        particle: The separable particle, or empty.
        frames: What it takes, as letters; the lexicon's head explains them.
        companions: Words of which one must stand in its clause; empty when none must.
    """

    lemma: str
    particle: str = ""
    frames: frozenset[str] = _NONE
    companions: frozenset[str] = _NONE

    @property
    def is_thought(self) -> bool:
        """Whether it speaks of a mind, not of words."""
        return "t" in self.frames

    @property
    def is_writing(self) -> bool:
        """Whether its words are written or published."""
        return "w" in self.frames


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language.

    Attributes:
        language: Two letters.
        classes: Name of a class → its words in small letters.
        finite: Finite form, without a separable particle → the verbs it may belong to.
        joined: Verb-final or infinitive form, the particle joined → verbs.
        participles: Past participle → verbs.
    """

    language: str
    classes: Mapping[str, frozenset[str]]
    finite: Mapping[str, tuple[Verb, ...]] = field(default_factory=dict[str, tuple[Verb, ...]])
    joined: Mapping[str, tuple[Verb, ...]] = field(default_factory=dict[str, tuple[Verb, ...]])
    participles: Mapping[str, tuple[Verb, ...]] = field(default_factory=dict[str, tuple[Verb, ...]])

    def __getitem__(self, name: str) -> frozenset[str]:
        """The words of a class; none for a class that the language does not have."""
        return self.classes.get(name, _NONE)


@lru_cache(maxsize=len(LANGUAGES))
def lexicon(language: str) -> Lexicon:
    """The words of a language.

    Args:
        language: One of `LANGUAGES`.
    """
    text = files("annotator.engines.rules.lexicon").joinpath(f"{language}.txt").read_text(encoding="utf-8")
    sections = dict(_sections(text))
    rows = [line for line in sections.pop("verbs", "").splitlines() if line]
    classes = {name: frozenset(body.lower().split()) for name, body in sections.items()}
    forms = _Forms()
    for row in rows:
        forms.add(row)
    return Lexicon(language, _conjugated(classes), forms.finite, forms.joined, forms.participles)


def _sections(text: str) -> Iterator[tuple[str, str]]:
    name, lines = "", list[str]()
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        if line.startswith(_SECTION):
            if name:
                yield name, "\n".join(lines)
            name, lines = line.strip("[] "), []
        else:
            lines.append(line)
    if name:
        yield name, "\n".join(lines)


def _conjugated(classes: dict[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """Add to “finite” and “participle” the forms that stems and endings give: “stems ar” with “finite ar”."""
    full = {name: words for name, words in classes.items() if " " not in name}
    for name, stems in classes.items():
        kind, _, group = name.partition(" ")
        if kind != "stems":
            continue
        for target in ("finite", "participle"):
            endings = classes.get(f"{target} {group}", _NONE)
            formed = frozenset(stem + ending.strip("-") for stem in stems for ending in endings)
            full[target] = full.get(target, _NONE) | formed
    return full


class _Forms:
    """Collects the forms of German verbs from their principal parts."""

    def __init__(self) -> None:
        self.finite: dict[str, tuple[Verb, ...]] = {}
        self.joined: dict[str, tuple[Verb, ...]] = {}
        self.participles: dict[str, tuple[Verb, ...]] = {}

    def add(self, row: str) -> None:
        parts, _, frames = row.partition(" : ")
        infinitive, present, past, participle = parts.split()
        particle, _, bare = infinitive.rpartition("|")
        codes = frames.split()
        companions = next((code[1:].lower().split("|") for code in codes if code.startswith("+")), list[str]())
        letters = frozenset(code for code in codes if not code.startswith("+"))
        verb = Verb(particle + bare, particle, letters, frozenset(companions))
        stem = bare.removesuffix("n").removesuffix("e")
        finite = {present, past, bare, stem + "e", past + ("n" if past.endswith("e") else "en")}
        for form in finite:
            self._put(self.finite, form, verb)
            if particle:
                self._put(self.joined, particle + form, verb)
        self._put(self.joined, f"{particle}zu{bare}" if particle else bare, verb)
        self._put(self.participles, particle + participle, verb)

    @staticmethod
    def _put(forms: dict[str, tuple[Verb, ...]], form: str, verb: Verb) -> None:
        forms[form] = (*forms.get(form, ()), verb)

"""English word classes and verb forms, read once from ``en_words.txt``.

Forms of regular verbs are derived by spelling rules. Which class a word has in its sentence is left to `tagging`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal, TypeAlias

Tag: TypeAlias = Literal[
    "DET", "POSS", "PRON", "WH", "CONJ", "SUB", "PREP", "MODAL", "AUX", "NEG", "TO", "THAT", "ADV", "NUM", "ADJ",
    "NOUN", "NAME", "BASE", "PRES", "PAST", "PART", "ING", "MARK", "COMMA", "STOP", "COLON", "DASH", "OPEN", "CLOSE",
    "OTHER",
]  # fmt: skip

BASE, PRES, PAST, PART, ING = 1, 2, 4, 8, 16
"""Bits of a verb form: infinitive or present, third person, past, past participle, -ing."""

_BRITISH = ("el", "al", "ol", "il")  # “labelled” beside “labeled”
_VOWELS = frozenset("aeiou")
_DOUBLED = frozenset(
    "acquit admit annul ban bar beg bet bid blur brag cap chat clap commit compel confer control cram cut debar"
    " defer deter dig dispel drag drop drum dub emit equip excel expel extol fan fit flag flip flop fret grab"
    " grin gut hit hop hug incur infer jab jam jog jot kid kidnap knit lag let mob nag nod nudge occur omit"
    " outbid overlap pan pat patrol pen permit pet pin plan plod plot plug pop prefer program propel put quip"
    " quit quiz ram rap rebel rebut recap recur refer regret remit repel rig rip rob rot rub run sag scan scrap"
    " set shed ship shop shrug shun shut sip sit skip slam slap slip snap snub sob span spar spin split spot"
    " spur stab star stem step stir stop strap strip stun submit sum swap swim tag tap tip top transfer transmit"
    " trap trim trot tug upset vet wag wed whip win worship wrap zigzag zip".split()
)


@dataclass(frozen=True, slots=True)
class Words:
    """What is known about words out of context.

    Attributes:
        classes: Small-letter word → class, for all that is no verb form.
        verbs: Small-letter form → lemma and the bits of what it may be.
        nouns: Verb lemmas whose base and -s forms are as often nouns.
    """

    classes: dict[str, Tag]
    verbs: dict[str, tuple[str, int]]
    nouns: frozenset[str]


@lru_cache(maxsize=1)
def english() -> Words:
    """The English words."""
    classes: dict[str, Tag] = {}
    verbs: dict[str, tuple[str, int]] = {}
    nouns: set[str] = set()
    text = files("annotator.engines.rules.lexicon").joinpath("en_words.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        name, _, words = line.partition(": ")
        if line.startswith("#"):
            continue
        if name == "VERB":
            _add_regular(words.split(), verbs, nouns)
        elif name.startswith("IRREG"):
            _add_irregular(words, verbs, nouns, ambiguous=name.endswith("*"))
        else:
            for word in words.split():
                classes.setdefault(word.rstrip("*"), name)  # type: ignore[arg-type]  # the file's class names are tags, as a test shows
    return Words(classes, verbs, frozenset(nouns))


def _add(verbs: dict[str, tuple[str, int]], form: str, lemma: str, bits: int) -> None:
    known = verbs.get(form)
    if known is None:
        verbs[form] = (lemma, bits)
    elif known[0] == lemma:
        verbs[form] = (lemma, known[1] | bits)


def _add_irregular(rows: str, verbs: dict[str, tuple[str, int]], nouns: set[str], *, ambiguous: bool) -> None:
    for row in rows.split(";"):
        lemma, past, *rest = row.split()
        if ambiguous:
            nouns.add(lemma)
        _add_present(lemma, verbs)
        _add(verbs, past, lemma, PAST)
        for participle in rest or [past]:
            _add(verbs, participle, lemma, PART)


def _add_regular(lemmas: list[str], verbs: dict[str, tuple[str, int]], nouns: set[str]) -> None:
    for word in lemmas:
        lemma = word.rstrip("*")
        if word.endswith("*"):
            nouns.add(lemma)
        if lemma in verbs:
            continue
        _add_present(lemma, verbs)
        _add(verbs, past_of(lemma), lemma, PAST | PART)
        if lemma.endswith(_BRITISH):
            _add(verbs, f"{lemma}led", lemma, PAST | PART)
            _add(verbs, f"{lemma}ling", lemma, ING)


def _add_present(lemma: str, verbs: dict[str, tuple[str, int]]) -> None:
    _add(verbs, lemma, lemma, BASE)
    _add(verbs, third_person_of(lemma), lemma, PRES)
    _add(verbs, gerund_of(lemma), lemma, ING)


def third_person_of(lemma: str) -> str:
    """“carry” → “carries”."""
    if lemma.endswith("y") and lemma[-2] not in _VOWELS:
        return lemma[:-1] + "ies"
    return lemma + ("es" if lemma.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")


def past_of(lemma: str) -> str:
    """“plan” → “planned”; regular verbs only."""
    if lemma.endswith("e"):
        return lemma + "d"
    if lemma.endswith("y") and lemma[-2] not in _VOWELS:
        return lemma[:-1] + "ied"
    return _stem(lemma) + "ed"


def gerund_of(lemma: str) -> str:
    """“lie” → “lying”."""
    if lemma.endswith("ie"):
        return lemma[:-2] + "ying"
    if lemma.endswith("e") and not lemma.endswith(("ee", "oe", "ye")):
        return lemma[:-1] + "ing"
    return _stem(lemma) + "ing"


def _stem(lemma: str) -> str:
    if lemma.endswith("ic") and lemma != "ic":
        return lemma + "k"
    return lemma + lemma[-1] if lemma in _DOUBLED else lemma

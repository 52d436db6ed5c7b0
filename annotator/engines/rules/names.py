"""Names in a text: which tokens form one, whether a person, an organisation or a country bears it, and with what title.

Who is the same as whom is left to `actors`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize

from annotator.engines.rules.lexicon import names as lexicon
from annotator.engines.rules.memo import Memo
from annotator.engines.rules.tokens import INVISIBLE
from annotator.schema import ActorKind, ZoneKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.engines.rules.analysis import Analysis

_OCCUPATIONS = ("ist", "ian", "eer", "ctor", "armer", "cher", "iller", "inger", "itor")
_OCCUPIED = 3  # tokens: an occupation, a given name and a last name
_MAX_ACRONYM = 4  # letters; longer capitals are a name that is shouted, as in transcripts
_MAX_PERSON = 5  # words of a person's name
_JOINED = frozenset(
    "union league federation institute association club society council fund trust alliance foundation congress"
    " conference front board committee guild circle chamber network office party".split()
)  # kinds of organisation that plural possessors have: “Teachers' Union”
_TITLE, _ORGANIZATION, _GIVEN, _NATION, _NO_NAME = (1 << trait for trait in range(5))
_CAPITAL = frozenset({"NAME", "ADJ", "NOUN"})
_PLURAL_TITLES = frozenset({"presidents", "sens.", "reps.", "govs.", "senators", "ministers", "lawmakers", "messrs."})


class Name(NamedTuple):
    """A name as it stands in the text.

    Attributes:
        first: First token of the name, title left out.
        last: One past its last token.
        text: As written.
        kind: What bears it, as far as the words show.
        titles: Small-letter words before it in its chunk: titles, roles, nationalities.
        sure: Whether the words prove the kind, rather than suggest it.
    """

    first: int
    last: int
    text: str
    kind: ActorKind
    titles: tuple[str, ...]
    sure: bool


def names(analysis: Analysis) -> Iterator[Name]:
    """All names in text order."""
    shared: tuple[str, ...] = ()
    done = 0
    tags = analysis.tags
    for first, last in analysis.chunks:
        if not shared and "NAME" not in tags[first:last]:
            continue
        if first < done or analysis.sentences[analysis.tokens.sentence[first]].kind is ZoneKind.DATELINE:
            continue
        if not (first and tags[first - 1] in {"CONJ", "COMMA"}):
            shared = ()
        for start, end in _runs(analysis, first, last):
            found = _name(analysis, first, start, end)
            if found is not None:
                found = _with_of(analysis, found)
                done = found.last
                if not _PLURAL_TITLES.isdisjoint(found.titles):
                    shared = tuple(title for title in found.titles if title in _PLURAL_TITLES)
                yield _titled(found, shared)


def _titled(name: Name, shared: tuple[str, ...]) -> Name:
    """A name with the plural title of the name it is coordinated with: “Presidents X and Y”."""
    if not shared or set(shared) <= set(name.titles):
        return name
    return Name(name.first, name.last, name.text, ActorKind.PERSON, (*name.titles, *shared), sure=True)


def _runs(analysis: Analysis, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Stretches of name tokens in a chunk."""
    tags = analysis.tags
    at = first
    while at < last:
        if tags[at] != "NAME":
            at += 1
            continue
        end = at
        while end < last and (tags[end] == "NAME" or _is_possessor(analysis, end, last)):
            end += 1
        yield at, end
        at = end


def _is_possessor(analysis: Analysis, at: int, last: int) -> bool:
    """Whether an apostrophe belongs to the name of an organisation: “Teachers' Union”, not “Democrats' Senate”."""
    tags, lowers = analysis.tags, analysis.tokens.lowers
    if tags[at] != "POSS" or at + 1 >= last or tags[at + 1] != "NAME":
        return False
    is_plural = lowers[at] in {"'", "’"} or lowers[at - 1].endswith(("men", "people", "children"))
    end = at + 1
    while end + 1 < last and tags[end + 1] == "NAME":
        end += 1
    return is_plural and lowers[end] in _JOINED and not _TRAITS[lowers[at - 1]] & _ORGANIZATION


def _with_of(analysis: Analysis, name: Name) -> Name:
    """An organisation with the name after “of” that it ends in: “Bank of England”, “Ministry of Foreign Affairs”."""
    at, tags, tokens = name.last, analysis.tags, analysis.tokens
    ceiling = tokens.bounds[tokens.sentence[name.first]][1]
    if not (name.kind is ActorKind.ORGANIZATION and name.sure and at < ceiling and tokens.lowers[at] == "of"):
        return name
    at += 1
    at += at < ceiling and tokens.lowers[at] == "the"
    end = at
    while end < ceiling and tags[end] in _CAPITAL and tokens.words[end][:1].isupper():
        end += 1
    if end == at or name.last - name.first > 1 or tokens.lowers[name.first] not in lexicon.classes()["of-organization"]:
        return name
    return Name(name.first, end, clean(analysis.words(name.first, end)), name.kind, name.titles, sure=True)


def _name(analysis: Analysis, chunk: int, start: int, end: int) -> Name | None:
    """A name without the titles and nationalities that lead it, or None when nothing is left."""
    lowers = analysis.tokens.lowers
    traits = _TRAITS.of(lowers[start:end])
    cut = start
    if any(traits) or end - start >= _OCCUPIED:
        cut = _after_lead(analysis, start, traits)
        if all(trait & _NO_NAME for trait in traits[cut - start :]):
            return None
        traits = traits[cut - start :]
    titles = [lowers[at] for at in range(chunk, start) if analysis.tags[at] in _CAPITAL] if chunk < start else []
    titles += lowers[start:cut]
    text = clean(analysis.words(cut, end))
    if cut == start and cut > chunk and lowers[cut - 1] == "the" and text not in lexicon.places():
        return Name(cut, end, text, ActorKind.ORGANIZATION, tuple(titles), _shows(traits, _ORGANIZATION))
    kind, sure = _kind(text, traits, titles)
    return Name(cut, end, text, kind, tuple(titles), sure)


def _after_lead(analysis: Analysis, start: int, traits: list[int]) -> int:
    """First token of a name after the titles and nationalities that lead it; one past it when nothing is left."""
    cut = _lead_end(analysis, start, traits)
    if not _shows(traits, _ORGANIZATION):
        return cut
    return start if cut == start + len(traits) or not _shows(traits[: cut - start], _TITLE) else cut


def _lead_end(analysis: Analysis, start: int, traits: list[int]) -> int:
    """One past the titles, the occupation and the nationalities that lead a name."""
    cut = max((at for at, trait in enumerate(traits, 1) if trait & _TITLE), default=0)
    if not cut and _is_occupation(analysis, start, start + len(traits)):
        cut = 1
    while cut < len(traits) - 1 and traits[cut] & _NATION:
        cut += 1
    return start + cut


def _is_occupation(analysis: Analysis, start: int, end: int) -> bool:
    """Whether the capital that opens a sentence is of an occupation before a full name: “Hydrologist Bran Öst”."""
    opens = analysis.tokens.bounds[analysis.tokens.sentence[start]][0] == start
    lower = analysis.tokens.lowers[start]
    return (
        opens and end - start >= _OCCUPIED and lower.endswith(_OCCUPATIONS) and lower not in lexicon.classes()["male"]
    )


def clean(text: str) -> str:
    """A name composed and without characters that have no width."""
    return text if text.isascii() else normalize("NFC", text.translate(INVISIBLE))


def _kind(text: str, traits: list[int], titles: list[str]) -> tuple[ActorKind, bool]:
    """What bears a name, and whether its words prove it."""
    if text in lexicon.places():
        return ActorKind.GOVERNMENT, True
    if _shows(traits, _ORGANIZATION):
        return ActorKind.ORGANIZATION, True
    if titles and _shows(_TRAITS.of(titles), _TITLE):
        return ActorKind.PERSON, True
    if traits[0] & _GIVEN:
        return ActorKind.PERSON, len(traits) > 1
    acronym = len(traits) == 1 and text.isupper() and 1 < len(text) <= _MAX_ACRONYM
    return ActorKind.ORGANIZATION if acronym or len(traits) > _MAX_PERSON else ActorKind.PERSON, False


def _shows(traits: list[int], trait: int) -> bool:
    """Whether one of some words has a trait."""
    return any(traits) and any(known & trait for known in traits)


def _traits_of(lower: str) -> int:
    """What a small-letter word shows about a name that it is part of, as bits."""
    known, is_nation = lexicon.classes(), lower in lexicon.nationalities()
    shows = {
        _TITLE: lower in known["title"],
        _ORGANIZATION: lower in known["organization"],
        _GIVEN: lower in known["male"] or lower in known["female"],
        _NATION: is_nation,
        _NO_NAME: lower in known["not-name"] or (is_nation and lower not in {"us", "u.s."}),
    }
    return sum(trait for trait, shown in shows.items() if shown)


_TRAITS = Memo(_traits_of)


def gender_of(name: Name | str, titles: tuple[str, ...] = ()) -> str | None:
    """“m” or “f” as titles or the given name suggest, else None."""
    known = lexicon.classes()
    if titles and not known["female-title"].isdisjoint(titles):
        return "f"
    if titles and not known["male-title"].isdisjoint(titles):
        return "m"
    text = name if isinstance(name, str) else name.text
    given = text.split()[0].lower() if " " in text else ""
    if given in known["female"]:
        return "f"
    return "m" if given in known["male"] else None

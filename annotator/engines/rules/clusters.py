"""Who is who among the names of a document: full names, last names, acronyms, countries and their metonyms as clusters.

Pronouns and descriptions are resolved by `references`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from annotator.engines.rules.lexicon import names as lexicon
from annotator.engines.rules.names import Name, gender_of, names
from annotator.schema import ActorKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from annotator.engines.rules.analysis import Analysis
    from annotator.engines.rules.candidates import Place


@dataclass(slots=True, eq=False)
class Cluster:
    """An actor in the making.

    Attributes:
        name: The fullest name so far.
        kind: What it is.
        sure: Whether the words prove that it is an actor at all.
        gender: “m”, “f” or None when nothing shows it.
        titles: Small-letter titles, roles and nationalities that stand before its name.
        country: The country it speaks for, if the text says so.
        aliases: Other names, in order of appearance.
        places: Where it is mentioned.
        members: Clusters that it consists of.
    """

    name: str
    kind: ActorKind
    sure: bool = True
    gender: str | None = None
    titles: set[str] = field(default_factory=set[str])
    country: str | None = None
    aliases: list[str] = field(default_factory=list[str])
    places: list[Place] = field(default_factory=list["Place"])
    members: tuple[Cluster, ...] = ()
    _known: set[Place] = field(default_factory=set["Place"], repr=False)

    def mention(self, place: Place, text: str) -> bool:
        """Add a mention, and its words as an alias when they are new; False when the mention was known."""
        if text != self.name and text not in self.aliases:
            self.aliases.append(text)
        if place in self._known:
            return False
        self._known.add(place)
        self.places.append(place)
        return True


def cluster(analysis: Analysis) -> list[Cluster]:
    """The named actors of a document, in order of appearance."""
    found = list(names(analysis))
    clusters: dict[str, Cluster] = {}
    last_names = {name.text.split()[-1] for name in found if name.kind is ActorKind.PERSON and not name.text.isupper()}
    found = [_spoken(name, last_names) for name in found]
    for name in found:
        if " " in name.text or name.kind is not ActorKind.PERSON:
            _full(analysis, clusters, name)
    index = _index(clusters.values())
    for name in found:
        if " " not in name.text and name.kind is ActorKind.PERSON:
            _short(analysis, clusters, index, name)
    _merge_acronyms(clusters)
    _merge_kinds(clusters)
    result = list(dict.fromkeys(clusters.values()))
    for one in result:
        one.places.sort()
    return sorted(result, key=lambda one: one.places[0])


def _spoken(name: Name, last_names: set[str]) -> Name:
    """A name in capitals that is somebody's last name is that person: “GOW” in a transcript."""
    shouted = name.text.isupper() and name.text.title() in last_names
    return name._replace(kind=ActorKind.PERSON) if shouted else name


def _place(analysis: Analysis, name: Name) -> Place:
    return analysis.tokens.starts[name.first], analysis.tokens.ends[name.last - 1]


def _full(analysis: Analysis, clusters: dict[str, Cluster], name: Name) -> None:
    """Add a name of several words, an organisation or a country."""
    key, label = _key(name)
    known = clusters.get(key)
    if known is None:
        known = clusters[key] = Cluster(label, name.kind, name.sure or name.kind is not ActorKind.PERSON)
    if name.kind is ActorKind.GOVERNMENT and name.text == lexicon.places()[name.text]:
        known.aliases = [alias for alias in (known.name, *known.aliases) if alias != name.text]
        known.name = name.text
    _learn(known, name)
    known.mention(_place(analysis, name), name.text)
    if known.name in known.aliases:
        known.aliases.remove(known.name)


def _key(name: Name) -> tuple[str, str]:
    """What names of one actor share, and the name to start with."""
    if name.kind is ActorKind.GOVERNMENT:
        country = lexicon.places()[name.text]
        return f"country {country}", country if name.text.replace(".", "").isupper() else name.text
    if name.kind is ActorKind.PERSON:
        words = [word for word in name.text.split() if word not in {"Jr.", "Sr.", "III"}]
        return f"person {words[0]} {words[-1]}", name.text
    return f"organization {name.text.removeprefix('The ')}", name.text


def _learn(known: Cluster, name: Name) -> None:
    known.gender = known.gender or gender_of(name, name.titles)
    known.sure = known.sure or name.sure
    if not name.titles:
        return
    known.titles.update(name.titles)
    country = next((lexicon.nationalities()[title] for title in name.titles if title in lexicon.nationalities()), None)
    if known.kind is ActorKind.PERSON:
        known.country = known.country or country


def _index(clusters: Iterable[Cluster]) -> dict[str, list[Cluster]]:
    """Persons by the words that may stand for them: first name, last name, and the one before the last."""
    found: dict[str, list[Cluster]] = {}
    for one in people(clusters):
        words = one.name.split()
        for word in {words[0], words[-1], words[-2]} if len(words) > 1 else ():
            found.setdefault(word, []).append(one)
    return found


def _short(analysis: Analysis, clusters: dict[str, Cluster], index: dict[str, list[Cluster]], name: Name) -> None:
    """Add a single word: the last or first name of somebody known, or somebody new."""
    place = _place(analysis, name)
    gender = gender_of(name, name.titles)
    word = name.text.title() if name.text.isupper() else name.text
    options = [one for one in index.get(word, ()) if gender is None or one.gender in {None, gender}]
    if len(options) == 1:
        known = options[0]
    elif options:
        most = max(len(one.places) for one in options)
        often = [one for one in options if len(one.places) == most]
        known = often[0] if len(often) == 1 else min(often, key=lambda one: _distance(one, place))
    else:
        known = clusters.setdefault(f"person {word}", Cluster(name.text, ActorKind.PERSON, sure=False))
        if known.name.isupper() and not name.text.isupper():
            known.name = name.text
    _learn(known, name)
    known.mention(place, name.text)
    if known.name.upper() == name.text.upper() and name.first and analysis.tokens.lowers[name.first - 1] in name.titles:
        full = analysis.words(name.first - 1, name.last)
        known.aliases += [full] if full not in known.aliases and full[0].isupper() else []


def _distance(one: Cluster, place: Place) -> int:
    """Characters from the nearest mention of somebody to a place."""
    return min(abs(place[0] - start) for start, _ in one.places)


def _merge_acronyms(clusters: dict[str, Cluster]) -> None:
    """“Democratic National Committee” and “DNC” are one."""
    organizations = [one for one in clusters.values() if one.kind is ActorKind.ORGANIZATION]
    full = {_initials(one.name): one for one in organizations if " " in one.name}
    for key, one in list(clusters.items()):
        target = full.get(one.name) if one.kind is ActorKind.ORGANIZATION and " " not in one.name else None
        if target is not None and target is not one:
            for place in one.places:
                target.mention(place, one.name)
            clusters[key] = target


def _merge_kinds(clusters: dict[str, Cluster]) -> None:
    """“the Union” is the one union that is named in full: “Islanders' Union”, “Bank of Tarn” for “the Bank”."""
    organizations = [one for one in clusters.values() if one.kind is ActorKind.ORGANIZATION]
    kinds = lexicon.classes()["of-organization"]
    for key, one in list(clusters.items()):
        if one.kind is ActorKind.ORGANIZATION and one.name.lower() in kinds:
            full = {other for other in organizations if _is_kind(other.name, one.name)}
            if len(full) == 1:
                target = full.pop()
                for place in one.places:
                    target.mention(place, one.name)
                clusters[key] = target


def _is_kind(full: str, kind: str) -> bool:
    """Whether a full name starts with a kind of organisation and “of”, or ends with the kind."""
    return full.startswith(f"{kind} of ") or full.endswith(f" {kind}")


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split() if word[0].isupper())


def people(clusters: Iterable[Cluster]) -> list[Cluster]:
    """Those that are persons."""
    return [one for one in clusters if one.kind is ActorKind.PERSON]

"""The rules of ``zone_rules.yaml``, ready to be asked about a line.

Which lines are asked, and what follows from an answer, is left to `annotator.documents.zones`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from annotator.documents.lines import head, normal
from annotator.schema import ZoneKind
from annotator.values import value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from annotator.documents.lines import Line

_PART = re.compile(r"<(\w+)>")
_TAIL = 120  # characters at the end of a line in which a credit stands
_ANY = 10_000  # words: no limit
_CLOSING_LINES = 8
_CLOSING_SHARE = 0.6  # of a long article's lines stand before its end
_SPEECH = re.compile(
    r"[“\"„«][^”\"“»]{3,}[”\"“»]"
    r"|\b(?:said|says|told|tells|asked|urged|argued|warned|added|insisted|replied|announced|claimed"
    r"|sagte|sagt|erklärte|betonte|forderte|warnte|kritisierte|teilte mit"
    r"|a dit|dit-il|dit-elle|déclaré|affirmé|expliqué|estime"
    r"|dijo|afirmó|declaró|señaló|aseguró|explicó"
    r"|сказал|сказала|заявил|заявила|сообщил|сообщила|отметил|подчеркнул)\b",
    re.IGNORECASE,
)


class Label(NamedTuple):
    """What a line is, and by which rule."""

    kind: ZoneKind
    rule: str


@value
class Place:
    """Where in its article a line stands.

    Attributes:
        index: Its number among the lines, from 0.
        count: How many lines there are.
        opening: Whether the body has not begun.
    """

    index: int
    count: int
    opening: bool = False

    @property
    def closing(self) -> bool:
        """Whether it is one of the last lines."""
        return self.index > 0 and self.index >= min(self.count - _CLOSING_LINES, self.count * _CLOSING_SHARE)

    def fits(self, where: str) -> bool:
        """Whether a rule for such a place applies."""
        if where == "inside":
            return self.index > 0
        return where == "anywhere" or (where == "opening" and self.opening) or (where == "closing" and self.closing)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the file, which explains the fields.

    Attributes:
        phrases: Normal forms of its words; empty for patterns.
        pattern: All its patterns in one; None for words.
    """

    name: str
    kind: ZoneKind
    how: str
    where: str
    most: int
    needs: tuple[str, ...]
    takes_links: bool
    allows_speech: bool
    phrases: frozenset[str]
    pattern: re.Pattern[str] | None
    finds: tuple[str, ...]
    spares: tuple[str, ...]

    @property
    def label(self) -> Label:
        """What its lines are."""
        return Label(self.kind, self.name)

    def holds(self, line: Line, place: Place) -> bool:
        """Whether a line is what the rule is about."""
        if line.words > self.most or not place.fits(self.where):
            return False
        if self.needs and not self.possible(line.folded):
            return False
        return self._found(line) and (self.allows_speech or self.how == "line" or not _SPEECH.search(line.text))

    def possible(self, folded: str) -> bool:
        """Whether a text, in small letters, has one of the words that the rule needs."""
        return not self.needs or any(need in folded for need in self.needs)

    def _found(self, line: Line) -> bool:
        if self.how == "line":
            return line.phrase in self.phrases
        if self.how == "lead":
            return line.lead in self.phrases
        if self.pattern is None:
            return False
        if self.how == "tail":
            return not line.sentence and self.pattern.search(line.text, max(0, len(line.text) - _TAIL)) is not None
        return self.pattern.match(line.text) is not None


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules, by what they are asked for.

    Attributes:
        phrases: Rule by each phrase that is a whole line.
        leads: Rule by each phrase that leads to a link.
        heads: What all these phrases begin with; most lines begin otherwise.
        whole: Rules with patterns about how whole lines start, in order of precedence.
        start: All their patterns in one, so that most lines are asked once; but not those for the last lines.
        end: Those for the last lines, likewise.
        rest: Rules with patterns about whole lines that look elsewhere than at the start.
        opening: Rules with patterns for lines before the body.
        cuts: Those about the beginning of the first line of the body.
        inline: Finds a heading of a link list within a text that has lost its line breaks.
    """

    phrases: Mapping[str, Rule]
    leads: Mapping[str, Rule]
    heads: frozenset[str]
    whole: tuple[Rule, ...]
    start: re.Pattern[str]
    end: re.Pattern[str]
    rest: tuple[Rule, ...]
    opening: tuple[Rule, ...]
    cuts: tuple[Rule, ...]
    inline: re.Pattern[str]

    def find(self, line: Line, place: Place) -> Rule | None:
        """The first rule about whole lines that holds, if any."""
        if place.opening:
            return _first(self.opening, line, place)
        named = self._named(line) if line.head in self.heads else None
        if named and named.holds(line, place):
            return named
        found = _first(self.whole, line, place) if self._starts(line, place) else None
        return found or _first(self.rest, line, place)

    def _starts(self, line: Line, place: Place) -> bool:
        """Whether a line starts as one of the patterns does; none starts with a quotation mark."""
        if line.said:
            return False
        return bool(self.start.match(line.text) or (place.closing and self.end.match(line.text)))

    def _named(self, line: Line) -> Rule | None:
        return self.phrases.get(line.phrase or "") or self.leads.get(line.lead or "")

    def about(self, lines: Iterable[Line]) -> Rules:
        """The rules that can hold for some of these lines: of all others, the words that they need are missing."""
        folded = " ".join([line.text.casefold() for line in lines])
        return replace(self, rest=tuple([rule for rule in self.rest if rule.possible(folded)]))

    def cut(self, line: Line) -> tuple[int, Label] | None:
        """How many characters at the start of a line are a dateline, and by which rule."""
        for rule in self.cuts:
            match = rule.pattern.match(line.text) if rule.pattern else None
            if match:
                return len(match[0].rstrip()), rule.label
        return None


def _first(rules: Iterable[Rule], line: Line, place: Place) -> Rule | None:
    for rule in rules:
        if rule.holds(line, place):
            return rule
    return None


@cache
def load() -> Rules:
    """The shipped rules, read and compiled once."""
    rules = tuple(read_rules())
    whole = tuple(rule for rule in rules if rule.how in {"pattern", "tail"} and rule.where != "opening")
    start = tuple(rule for rule in whole if rule.how == "pattern" and not rule.needs)
    phrases = {phrase: rule for rule in reversed(rules) if rule.how == "line" for phrase in rule.phrases}
    leads = {phrase: rule for rule in reversed(rules) if rule.how == "lead" for phrase in rule.phrases}
    return Rules(
        phrases=phrases,
        leads=leads,
        heads=frozenset(map(head, (*phrases, *leads))),
        whole=start,
        start=_any(rule for rule in start if rule.where != "closing"),
        end=_any(rule for rule in start if rule.where == "closing"),
        rest=tuple(rule for rule in whole if rule not in start),
        opening=tuple(rule for rule in rules if rule.how != "cut" and rule.where == "opening"),
        cuts=tuple(rule for rule in rules if rule.how == "cut"),
        inline=_inline(rules),
    )


def read_rules() -> Iterator[Rule]:
    """The shipped rules in the order of the file."""
    import yaml  # noqa: PLC0415  # only needed once per process

    text = files("annotator.documents").joinpath("zone_rules.yaml").read_text(encoding="utf-8")
    content = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  # both are safe
    for entry in content["rules"]:
        yield _rule(entry, content["parts"])


def _rule(entry: Mapping[str, Any], parts: Mapping[str, str]) -> Rule:
    words = entry.get("words", {}).values()
    patterns = entry.get("patterns")
    return Rule(
        name=entry["name"],
        kind=ZoneKind(entry["kind"]),
        how=entry["how"],
        where=entry["where"],
        most=entry.get("most", _ANY),
        needs=tuple(entry.get("needs", ())),
        takes_links=entry.get("then") == "links",
        allows_speech=entry.get("speech") == "allowed" or entry["how"] == "cut",
        phrases=frozenset(normal(str(phrase)) for group in words for phrase in group),
        pattern=_compiled(patterns, parts) if patterns else None,
        finds=tuple(entry["finds"]),
        spares=tuple(entry["spares"]),
    )


def _compiled(patterns: Iterable[str], parts: Mapping[str, str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{_filled(pattern, parts)})" for pattern in patterns))


def _any(rules: Iterable[Rule]) -> re.Pattern[str]:
    """What one of the rules begins with."""
    return re.compile("|".join(f"(?:{rule.pattern.pattern})" for rule in rules if rule.pattern))


def _filled(pattern: str, parts: Mapping[str, str]) -> str:
    return _PART.sub(lambda match: _filled(parts[match[1]], parts), pattern)


def _inline(rules: Iterable[Rule]) -> re.Pattern[str]:
    """Headings of three words or more, with a capital letter, after the end of a sentence."""
    phrases = {phrase for rule in rules if rule.takes_links for phrase in rule.phrases if phrase.count(" ") > 1}
    headings = "|".join(re.escape(phrase[0].upper() + phrase[1:]) for phrase in sorted(phrases, key=len, reverse=True))
    return re.compile(rf"(?<=[.!?”\"»]) +(?=(?:{headings})\b)")

"""What stands before the body of an article: headline, standfirst, byline, time.

Only the first lines are looked at, one after the other, until the body begins; the rest of the article is left to
`annotator.documents.zones`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from annotator.documents.lines import Line, normal
from annotator.documents.zone_rules import Label, Place
from annotator.schema import ZoneKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from annotator.documents.zone_rules import Rules
    from annotator.schema import Document

_LINES = 14  # no article takes longer to begin
_MOST_HEADLINE_WORDS = 32
_MOST_KICKER_WORDS = 3
_KICKERS = 3  # lines such as “World” and “Belarus” above one headline, itself counted
_MOST_STANDFIRST_WORDS = 45
_BEFORE_DATELINE = 20  # words of a first line that is a headline, full stop or not, because a dateline follows
_BEFORE_COLON = re.compile(r"(?:[^\W\d_a-zß-öø-ÿа-я][\w.’'-]*,? ?){1,4}: \S")  # “Clinton: I support statehood.”
_COLON_HEADLINE_WORDS = 16
_TITLE_WORDS = 3  # words of more than three letters, enough to see whether they are capitalised
_TITLE_SHARE = 0.85
_GERMAN = re.compile(r"\b(?:der|das|und|hat|haben|ist|sind|wurde|wurden|mit|von|für|auf|im|dem|den)\b")
"""Small words of a language that capitalises nouns, so that capitals say nothing."""
_STANDFIRST_WORDS = 6


@dataclass(frozen=True)
class _First:
    """One of the first lines that no other rule has claimed; what rules say of it is found out when it is asked for."""

    line: Line
    rules: Rules

    @cached_property
    def mark(self) -> Label | None:
        """What it is in an opening by its form: a byline or the like."""
        rule = self.rules.find(self.line, Place(0, 1, opening=True))
        return rule.label if rule else None

    @cached_property
    def dated(self) -> bool:
        """Whether it starts with a dateline."""
        return self.mark is None and self.rules.cut(self.line) is not None

    @property
    def announces(self) -> bool:
        """Whether the body follows or begins here: it is a byline, or starts with a dateline."""
        return self.dated or (self.mark is not None and self.mark.kind is ZoneKind.BYLINE)


@dataclass(frozen=True, slots=True)
class _Front:
    """The first lines, with the document's title and author in normal form."""

    firsts: Sequence[_First]
    title: str
    author: str

    def announces(self, place: int) -> bool:
        """Whether a byline or a dateline stands at a place."""
        return place < len(self.firsts) and self.firsts[place].announces


def opening(
    lines: Sequence[Line], labels: Mapping[int, Label], document: Document, rules: Rules
) -> tuple[dict[int, Label], int | None]:
    """Label the lines before the body.

    Args:
        lines: All lines.
        labels: Those that are known already, by index.
        document: Where they come from; its title and author help.
        rules: The rules.

    Returns:
        Labels by index, and the index of the line in which the body begins, if it does.
    """
    free = [index for index in range(len(lines)) if index not in labels][:_LINES]
    firsts = [_First(lines[index], rules) for index in free]
    front = _Front(firsts, normal(document.title or ""), normal(document.author or ""))
    found: dict[int, Label] = {}
    for place, index in enumerate(free):
        label = _label(front, place, [found[each] for each in free[:place]])
        if label is None:
            return found, index
        found[index] = label
    return found, None


def _label(front: _Front, place: int, before: Sequence[Label]) -> Label | None:
    """What the line at a place is, given what those before it are; None when it is body."""
    first = front.firsts[place]
    line = first.line
    headed = any(label.kind is ZoneKind.HEADLINE and label.rule != "kicker" for label in before)
    if front.title and _same(line.key, front.title):
        return Label(ZoneKind.HEADLINE, "title")
    if first.mark:
        return first.mark
    if headed and front.author and line.key in {front.author, f"by {front.author}"}:
        return Label(ZoneKind.BYLINE, "author")
    if headed:
        return _standfirst(front, place)
    return _headline(front, place)


def _same(key: str, title: str) -> bool:
    """Whether a line is the title, which often carries the outlet's name behind it."""
    return bool(key) and (key == title or (key.count(" ") > 1 and title.startswith(key)))


def _headline(front: _Front, place: int) -> Label | None:
    line, rest = front.firsts[place].line, [first.line for first in front.firsts[place + 1 :]]
    if front.firsts[place].dated or line.words > _MOST_HEADLINE_WORDS or not any(each.paragraph_like for each in rest):
        return None
    forms = {
        "markup": line.text.startswith("#"),
        "kicker": line.words <= _MOST_KICKER_WORDS and line.headline_like and _heads(rest[:_KICKERS]),
        "first line": line.headline_like or line.text.endswith(";"),
        "form": _capitalised(line) or (line.words <= _COLON_HEADLINE_WORDS and _BEFORE_COLON.match(line.text)),
        "before dateline": line.words <= _BEFORE_DATELINE and front.announces(place + 1),
    }
    return next((Label(ZoneKind.HEADLINE, form) for form, holds in forms.items() if holds), None)


def _heads(lines: Sequence[Line]) -> bool:
    """Whether one of some lines is the headline proper, and nothing but headlines stands before it."""
    longer = next((place for place, line in enumerate(lines) if line.words > _MOST_KICKER_WORDS), None)
    return longer is not None and all(line.headline_like for line in lines[: longer + 1])


def _standfirst(front: _Front, place: int) -> Label | None:
    lines, label = [first.line for first in front.firsts], Label(ZoneKind.STANDFIRST, "before body")
    line, follows = lines[place], lines[place + 1 : place + 2]
    if front.firsts[place].dated or line.words > _MOST_STANDFIRST_WORDS:
        return None
    if lines[place - 1].text.endswith(";") or front.announces(place + 1):
        return label
    if front.announces(place + 2) and follows[0].words <= _MOST_STANDFIRST_WORDS:
        return label
    leads_on = bool(follows) and follows[0].paragraph_like and follows[0].words > line.words
    return label if leads_on and line.headline_like and line.words >= _STANDFIRST_WORDS else None


def _capitalised(line: Line) -> bool:
    """Whether the longer words start with capital letters, as in titles of English papers."""
    if _GERMAN.search(line.text) or line.text.endswith(":"):
        return False
    long = [word for word in re.findall(r"[^\W\d_]+", line.text) if len(word) > _TITLE_WORDS]
    capital = sum(word[0].isupper() for word in long)
    return len(long) >= _TITLE_WORDS and capital >= len(long) * _TITLE_SHARE

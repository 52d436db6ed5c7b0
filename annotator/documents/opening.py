"""What stands before the body of an article: headline, standfirst, byline, time.

Only the first lines are looked at, one after the other, until the body begins; the rest of the article is left to
`annotator.documents.zones`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
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
_MOST_STANDFIRST_WORDS = 45
_BEFORE_DATELINE = 20  # words of a first line that is a headline, full stop or not, because a dateline follows
_BEFORE_COLON = re.compile(r"(?:[^\W\d_a-zß-öø-ÿа-я][\w.’'-]*,? ?){1,4}: \S")  # “Clinton: I support statehood.”
_COLON_HEADLINE_WORDS = 16
_TITLE_WORDS = 3  # words of more than three letters, enough to see whether they are capitalised
_TITLE_SHARE = 0.85
_GERMAN = re.compile(r"\b(?:der|das|und|hat|haben|ist|sind|wurde|wurden|mit|von|für|auf|im|dem|den)\b")
"""Small words of a language that capitalises nouns, so that capitals say nothing."""
_STANDFIRST_WORDS = 6


@dataclass(frozen=True, slots=True)
class _Front:
    """The first lines that no other rule has claimed, and what is known of each.

    Attributes:
        lines: The lines.
        marked: Which of them are bylines and the like, by their place in ``lines``.
        dated: Which of them start with a dateline.
        title: The document's title, in normal form.
        author: Its author, in normal form.
    """

    lines: tuple[Line, ...]
    marked: Mapping[int, Label]
    dated: frozenset[int]
    title: str
    author: str


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
    front = _front([lines[index] for index in free], document, rules)
    found: dict[int, Label] = {}
    for place, index in enumerate(free):
        label = _label(front, place, [found[each] for each in free[:place]])
        if label is None:
            return found, index
        found[index] = label
    return found, None


def _front(lines: Sequence[Line], document: Document, rules: Rules) -> _Front:
    where = Place(0, len(lines), opening=True)
    marked = {place: rule.label for place, line in enumerate(lines) if (rule := rules.find(line, where))}
    dated = frozenset(place for place, line in enumerate(lines) if place not in marked and rules.cut(line))
    return _Front(tuple(lines), marked, dated, normal(document.title or ""), normal(document.author or ""))


def _label(front: _Front, place: int, before: Sequence[Label]) -> Label | None:
    """What the line at a place is, given what those before it are; None when it is body."""
    line = front.lines[place]
    headed = any(label.kind is ZoneKind.HEADLINE and label.rule != "kicker" for label in before)
    if front.title and _same(line.key, front.title):
        return Label(ZoneKind.HEADLINE, "title")
    if place in front.marked:
        return front.marked[place]
    if headed and front.author and line.key in {front.author, f"by {front.author}"}:
        return Label(ZoneKind.BYLINE, "author")
    if headed:
        return _standfirst(front, place)
    return _headline(front, place)


def _same(key: str, title: str) -> bool:
    """Whether a line is the title, which often carries the outlet's name behind it."""
    return bool(key) and (key == title or (key.count(" ") > 1 and title.startswith(key)))


def _headline(front: _Front, place: int) -> Label | None:
    line, rest = front.lines[place], front.lines[place + 1 :]
    if place in front.dated or line.words > _MOST_HEADLINE_WORDS or not any(each.paragraph_like for each in rest):
        return None
    forms = {
        "markup": line.text.startswith("#"),
        "kicker": line.words <= _MOST_KICKER_WORDS < rest[0].words and line.headline_like and rest[0].headline_like,
        "first line": line.headline_like or line.text.endswith(";"),
        "form": _capitalised(line) or (line.words <= _COLON_HEADLINE_WORDS and _BEFORE_COLON.match(line.text)),
        "before dateline": line.words <= _BEFORE_DATELINE
        and (place + 1 in front.dated or _is_byline(front, place + 1)),
    }
    return next((Label(ZoneKind.HEADLINE, form) for form, holds in forms.items() if holds), None)


def _standfirst(front: _Front, place: int) -> Label | None:
    line, label = front.lines[place], Label(ZoneKind.STANDFIRST, "before body")
    if place in front.dated or line.words > _MOST_STANDFIRST_WORDS:
        return None
    if front.lines[place - 1].text.endswith(";"):
        return label
    for later in range(place + 1, min(place + 3, len(front.lines))):
        if later in front.dated or _is_byline(front, later):
            return label
        if front.lines[later].words > _MOST_STANDFIRST_WORDS:
            return None
    follows = front.lines[place + 1 : place + 2]
    leads_on = bool(follows) and follows[0].paragraph_like and follows[0].words > line.words
    return label if leads_on and line.headline_like and line.words >= _STANDFIRST_WORDS else None


def _is_byline(front: _Front, place: int) -> bool:
    return place in front.marked and front.marked[place].kind is ZoneKind.BYLINE


def _capitalised(line: Line) -> bool:
    """Whether the longer words start with capital letters, as in titles of English papers."""
    if _GERMAN.search(line.text) or line.text.endswith(":"):
        return False
    long = [word for word in re.findall(r"[^\W\d_]+", line.text) if len(word) > _TITLE_WORDS]
    capital = sum(word[0].isupper() for word in long)
    return len(long) >= _TITLE_WORDS and capital >= len(long) * _TITLE_SHARE

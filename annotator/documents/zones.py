"""Which parts of an article are what: headline, standfirst, byline, dateline, body, caption, boilerplate.

What marks a part is data in ``zone_rules.yaml``. A doubtful line is body: to lose a paragraph is worse than to keep a
link.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from annotator.documents.lines import has_sentence, split_lines
from annotator.documents.opening import opening
from annotator.documents.zone_rules import Label, Place, load
from annotator.schema import Zone, ZoneKind
from annotator.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from annotator.documents.lines import Line
    from annotator.documents.zone_rules import Rules
    from annotator.schema import Document

Part: TypeAlias = tuple[int, int, Label]
"""Start and end in the text, and what stands there."""

_BODY = Label(ZoneKind.BODY, "rest")
_MOST_SUBHEAD_WORDS = 6  # a line of so few words above a paragraph is a heading of the article, not a link
_FLATTENED = 60  # words of a last line in which a whole page may stand
_MERGED = frozenset({ZoneKind.BODY, ZoneKind.BOILERPLATE})
_FRONT_MATTER = re.compile(r"\s*---[ \t]*\r?\n(?:[\w-]+:.*\r?\n|[ \t]+.*\r?\n|- .*\r?\n){1,60}---[ \t]*(?=\r?\n|$)")


def detect(document: Document) -> Document:
    """Find the zones of a document.

    Args:
        document: Any document; zones that it has already are found anew.

    Returns:
        A copy whose zones are in text order, do not overlap, and together hold every character that is not white space.
        Each names its rule.
    """
    text = document.text
    front = _FRONT_MATTER.match(text)
    lines = split_lines(text) if front is None else [line for line in split_lines(text) if line.start >= front.end()]
    parts = list(_parts(lines, document))
    if front:
        start = len(front[0]) - len(front[0].lstrip())
        parts.insert(0, (start, len(front[0].rstrip()), Label(ZoneKind.BOILERPLATE, "front matter")))
    zones = tuple(_zone(text, *part) for part in _merged(parts))
    return document.model_copy(update={"zones": zones})


def _parts(lines: Sequence[Line], document: Document) -> Iterator[Part]:
    """Start, end and label of each line, or of the two or three parts of one."""
    rules = load().about(lines)
    labels = _whole_lines(lines, rules)
    before, body = opening(lines, labels, document, rules)
    labels |= before
    edges = (body, len(lines) - 1)
    for index, line in enumerate(lines):
        if index in labels:
            yield line.start, line.end, labels[index]
        elif index in edges:
            yield from _edge(line, rules, first=index == body, last=index == len(lines) - 1)
        else:
            yield line.start, line.end, _BODY


def _whole_lines(lines: Sequence[Line], rules: Rules) -> dict[int, Label]:
    """Lines that a rule names, with the links that a heading takes along."""
    labels: dict[int, Label] = {}
    begun = False
    for index, line in enumerate(lines):
        rule = rules.find(line, Place(index, len(lines)))
        begun = begun or (rule is None and line.paragraph_like)
        if rule is None or labels.get(index, rule.label).kind is not rule.kind:
            continue
        labels[index] = rule.label
        if rule.takes_links and begun:  # before the article begins, its own headline would be taken for a link
            labels |= dict.fromkeys(_links_below(lines, index, rules), rule.label)
    return labels


def _links_below(lines: Sequence[Line], heading: int, rules: Rules) -> range:
    """The headline-like lines below a heading; one that heads a paragraph of the article is left to it."""
    end = heading + 1
    while end < len(lines) and _linked(lines[end], rules):
        end += 1
    if heading + 1 < end < len(lines) and lines[end - 1].words <= _MOST_SUBHEAD_WORDS and lines[end].paragraph_like:
        end -= 1
    return range(heading + 1, end)


def _linked(line: Line, rules: Rules) -> bool:
    """Whether a line can stand in a list of links: as a headline, or as what pages put between headlines."""
    if line.text.startswith("#"):
        return False
    return line.headline_like or rules.find(line, Place(0, 1, opening=True)) is not None


def _edge(line: Line, rules: Rules, *, first: bool, last: bool) -> Iterator[Part]:
    """A line at an end of the body, without a dateline before it and, in a flattened page, the link list behind it."""
    start, end = line.start, line.end
    if first and (cut := rules.cut(line)):
        start = line.start + cut[0]
        yield line.start, start, cut[1]
        start += len(line.text[cut[0] :]) - len(line.text[cut[0] :].lstrip())
    if last and (links := _flattened(line, rules)):
        end = line.start + links
    if start < end:
        yield start, end, _BODY
    if end < line.end:
        gap = line.text[end - line.start :]
        yield end + len(gap) - len(gap.lstrip()), line.end, Label(ZoneKind.BOILERPLATE, "related, flattened")


def _flattened(line: Line, rules: Rules) -> int | None:
    """Where a link list starts in a page that has lost its line breaks; nothing behind it may be a sentence."""
    if line.words < _FLATTENED or line.sentence:
        return None
    for heading in rules.inline.finditer(line.text):
        if not has_sentence(line.text[heading.end() :]):
            return heading.start()
    return None


def _merged(parts: Iterable[Part]) -> Iterator[Part]:
    """Neighbouring parts of body, and of boilerplate by one rule, as one."""
    held: Part | None = None
    for part in parts:
        if held and held[2] == part[2] and part[2].kind in _MERGED:
            held = (held[0], part[1], part[2])
            continue
        if held:
            yield held
        held = part
    if held:
        yield held


def _zone(text: str, start: int, end: int, label: Label) -> Zone:
    return Zone(kind=label.kind, span=Span.of(text, start, end), rule=label.rule)

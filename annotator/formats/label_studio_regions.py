"""One annotation of Label Studio as regions and relations, checked against the text.

It knows Label Studio's JSON. What the labels mean for annotator is left to `annotator.formats.label_studio`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from annotator.errors import FormatError
from annotator.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


@dataclass(slots=True)
class Region:
    """A labelled stretch of text with what was chosen and written for it.

    Attributes:
        id: Its id within the annotation.
        label: Its label in small letters; “” until one is seen.
        span: Where it stands.
        choices: Name of a control → what was chosen there.
        texts: Name of a control → what was written there.
    """

    id: str
    span: Span
    label: str = ""
    choices: dict[str, str] = field(default_factory=dict[str, str])
    texts: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Regions:
    """The regions of an annotation, and how they are related.

    Attributes:
        by_id: All regions in text order.
        relations: Region id → (relation, region id).
    """

    by_id: Mapping[str, Region]
    relations: Mapping[str, Sequence[tuple[str, str]]]

    def labelled(self, label: str) -> Iterator[Region]:
        """Regions with a label, in text order."""
        return (region for region in self.by_id.values() if region.label == label)

    def related(self, region: Region, *names: str) -> list[Region]:
        """The regions that a region points to by one of some relations."""
        return [self.by_id[target] for name, target in self.relations.get(region.id, ()) if name in names]


def regions(results: Sequence[Mapping[str, Any]], text: str, place: str) -> Regions:
    """Read the ``result`` list of an annotation.

    Args:
        results: Its entries.
        text: The text that they are about.
        place: How an error names the annotation.

    Raises:
        FormatError: An entry is malformed, lies outside the text, or points to a region that is not there.
    """
    found: dict[str, Region] = {}
    relations: dict[str, list[tuple[str, str]]] = {}
    for result in results:
        if result.get("type") == "relation":
            names = _strings(result.get("labels")) or [""]
            relations.setdefault(str(result.get("from_id")), []).append((names[0].casefold(), str(result.get("to_id"))))
        elif isinstance(result.get("value"), dict) and "start" in result["value"]:
            _add(found, result, text, place)
    for source, targets in relations.items():
        for missing in {source, *(target for _, target in targets)} - found.keys():
            raise FormatError(f"{place}: a relation points to region {missing!r}, which is not there")
    ordered = sorted(found.values(), key=lambda region: (region.span.start, region.span.end, region.id))
    return Regions({region.id: region for region in ordered}, relations)


def _add(found: dict[str, Region], result: Mapping[str, Any], text: str, place: str) -> None:
    value = cast("dict[str, Any]", result["value"])
    identifier = str(result.get("id"))
    span = _span(value, text, f"{place}, region {identifier!r}")
    region = found.setdefault(identifier, Region(identifier, span))
    control = str(result.get("from_name", "")).casefold()
    if labels := _strings(value.get("labels")):
        region.label = labels[0].casefold()
    if choices := _strings(value.get("choices")):
        region.choices[control] = choices[0].casefold()
    written = value.get("text")
    if result.get("type") == "textarea" and written:
        region.texts[control] = " ".join(_strings(written) or [str(written)]).strip()


def _span(value: Mapping[str, Any], text: str, place: str) -> Span:
    """The span of a region; offsets are code points, the end exclusive."""
    start, end = value.get("start"), value.get("end")
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end <= len(text):
        raise FormatError(f"{place}: [{start}, {end}) is no stretch of the text's {len(text)} characters")
    span = Span.of(text, start, end)
    stated = value.get("text")
    if isinstance(stated, str) and "labels" in value and stated.split() != span.text.split():
        raise FormatError(f"{place}: [{start}, {end}) does not hold the words that the export states")
    return span


def _strings(value: object) -> list[str]:
    return [str(each) for each in cast("list[object]", value)] if isinstance(value, list) else []

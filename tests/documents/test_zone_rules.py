"""Tests of `annotator.documents.zone_rules`: each rule of the file is held against its own examples."""

from __future__ import annotations

import pytest

from annotator.documents.lines import Line
from annotator.documents.zone_rules import Place, Rule, load, read_rules
from annotator.schema import ZoneKind

RULES = list(read_rules())
FINDS = [pytest.param(rule, text, id=f"{rule.name}: {text}") for rule in RULES for text in rule.finds]
SPARES = [pytest.param(rule, text, id=f"{rule.name}: {text}") for rule in RULES for text in rule.spares]


def _holds(rule: Rule, text: str) -> bool:
    if rule.how == "cut":
        return rule.pattern is not None and rule.pattern.match(text) is not None
    return rule.holds(Line.of(0, len(text), text), Place(index=9, count=10, opening=rule.where == "opening"))


@pytest.mark.parametrize(("rule", "text"), FINDS)
def test_rule_finds_its_examples(rule: Rule, text: str) -> None:
    """What a rule says that it finds, it finds."""
    assert _holds(rule, text)


@pytest.mark.parametrize(("rule", "text"), SPARES)
def test_rule_spares_what_looks_alike(rule: Rule, text: str) -> None:
    """What a rule says that it spares, it spares."""
    assert not _holds(rule, text)


@pytest.mark.parametrize("text", [text for rule in RULES if rule.kind is ZoneKind.BOILERPLATE for text in rule.spares])
def test_no_rule_cuts_what_another_spares(text: str) -> None:
    """A sentence that is body for one rule of boilerplate is not cut by another."""
    rule = load().find(Line.of(0, len(text), text), Place(9, 10))
    assert rule is None or rule.kind is not ZoneKind.BOILERPLATE


@pytest.mark.parametrize("mark", list("\"'“‘„«‹「"))
def test_no_pattern_for_whole_lines_begins_with_a_quotation_mark(mark: str) -> None:
    """Lines that begin with one are not asked, so a pattern that does would never be found."""
    rules = load()
    said = [mark + text for rule in rules.whole for text in rule.finds]
    assert not [text for text in said if rules.start.match(text) or rules.end.match(text)]


def test_every_rule_has_a_name_of_its_own() -> None:
    """A zone's rule must be found in the file."""
    names = [rule.name for rule in RULES]
    assert len(names) == len(set(names))


def test_rules_are_read_once() -> None:
    """Reading and compiling takes a while, so it happens once."""
    assert load() is load()

"""Which records are meant: expressions such as ``polarity=against & target~sanctions``, read by a small grammar.

It knows the fields of quotes, claims and stances. What is then counted or estimated is left to
`annotator.scoring.estimates`. An expression is never evaluated as code.

    expression = [part ":"] either
    either     = both {"|" both}
    both       = single {"&" single}
    single     = "!" single | "(" either ")" | field operator value
    operator   = "=" | "!=" | "~" | "!~" | "<" | "<=" | ">" | ">="
    value      = words, or anything between double quotes
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from operator import ge, gt, le, lt
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from annotator.errors import ScoringError
from annotator.scoring.coverage import Part
from annotator.scoring.names import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from annotator.schema import Annotation, Claim, Quote, Stance
    from annotator.spans import Span

DEEPEST = 50
"""Most parentheses and negations inside each other."""

NONE = "none"
"""What a field without a value is written as."""

_TOKEN = re.compile(r'\s*(?:(?P<sign><=|>=|!=|!~|[=~<>&|!():])|"(?P<quoted>[^"]*)"|(?P<word>[^\s=~<>&|!():"]+))')

_ORDER = {"<": lt, "<=": le, ">": gt, ">=": ge}
_OPERATORS = frozenset({"=", "!=", "~", "!~", *_ORDER})

Values: TypeAlias = tuple[str, ...]
"""What a field of a record holds, written out; several when a thing has several names."""

Test: TypeAlias = "Callable[[Mapping[str, Values]], bool]"


@dataclass(frozen=True, slots=True)
class Selection:
    """Some records of an annotation.

    Attributes:
        text: The expression as it was written.
        part: The record type that it is about.
        test: Whether a record, by its fields, is meant.
    """

    text: str
    part: Part
    test: Test

    def select(self, annotation: Annotation) -> tuple[int, int]:
        """How many records of an annotation are meant, and how many of the type there are."""
        records = list(fields_of(annotation, self.part))
        return sum(map(self.test, records)), len(records)


def parse_selection(text: str) -> Selection:
    """Read an expression.

    Raises:
        ScoringError: It breaks the grammar, names a field that no record type has, or fits several record types.
    """
    parser = _Parser(text, _tokens(text))
    prefix = parser.prefix()
    test = parser.either(0)
    parser.finish()
    return Selection(text, _part(text, prefix, parser.fields), test)


def _part(text: str, prefix: str | None, fields: set[str]) -> Part:
    fitting = [part for part in FIELDS if fields <= FIELDS[part]]
    if prefix is not None:
        fitting = [part for part in fitting if part == prefix]
    if not fitting:
        known = "; ".join(f"{part}: {', '.join(sorted(names))}" for part, names in FIELDS.items())
        raise ScoringError(f"{text!r} names a field that no record type has ({known})")
    if len(fitting) > 1:
        raise ScoringError(f"{text!r} fits {' and '.join(fitting)}: write for example “{fitting[0]}: {text}”")
    return fitting[0]


class _Token(NamedTuple):
    kind: str
    text: str


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    at = 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None:
            raise ScoringError(f"{text!r} cannot be read from character {at + 1} on: close the double quotes")
        kind = str(match.lastgroup)
        found.append(_Token(kind, match[kind]))
        at = match.end()
    return found


class _Parser:
    """Recursive descent over the tokens of an expression."""

    def __init__(self, text: str, tokens: Sequence[_Token]) -> None:
        self.text = text
        self.tokens = tokens
        self.at = 0
        self.fields: set[str] = set()

    def prefix(self) -> str | None:
        """The record type before a colon, if there is one."""
        if len(self.tokens) > 1 and self.tokens[1] == _Token("sign", ":"):
            self.at = 2
            return self.tokens[0].text.casefold()
        return None

    def either(self, depth: int) -> Test:
        tests = [self.both(depth)]
        while self.skip("|"):
            tests.append(self.both(depth))
        return lambda record: any(test(record) for test in tests)

    def both(self, depth: int) -> Test:
        tests = [self.single(depth)]
        while self.skip("&"):
            tests.append(self.single(depth))
        return lambda record: all(test(record) for test in tests)

    def single(self, depth: int) -> Test:
        if depth > DEEPEST:
            raise ScoringError(f"{self.text!r} is nested too deeply: {DEEPEST} levels are enough")
        if self.skip("!"):
            negated = self.single(depth + 1)
            return lambda record: not negated(record)
        if self.skip("("):
            inner = self.either(depth + 1)
            if not self.skip(")"):
                self.fail("a closing parenthesis")
            return inner
        return self.comparison()

    def comparison(self) -> Test:
        field = self.take("word", "a field such as polarity").casefold()
        self.fields.add(field)
        if self.peek().text not in _OPERATORS or self.peek().kind != "sign":
            self.fail("an operator such as = or ~")
        operator = self.take("sign", "an operator")
        return _comparison(field, operator, self.value(), self.text)

    def value(self) -> str:
        if self.peek().kind == "quoted":
            return self.take("quoted", "a value")
        words = [self.take("word", "a value")]
        while self.peek().kind == "word":
            words.append(self.take("word", "a value"))
        return " ".join(words)

    def peek(self) -> _Token:
        return self.tokens[self.at] if self.at < len(self.tokens) else _Token("end", "the end")

    def skip(self, sign: str) -> bool:
        if self.peek() == _Token("sign", sign):
            self.at += 1
            return True
        return False

    def take(self, kind: str, expected: str) -> str:
        if self.peek().kind != kind:
            self.fail(expected)
        self.at += 1
        return self.tokens[self.at - 1].text

    def finish(self) -> None:
        if self.at < len(self.tokens):
            self.fail("& or |")

    def fail(self, expected: str) -> None:
        raise ScoringError(f"{self.text!r} cannot be read: {expected} was expected where {self.peek().text!r} stands")


def _comparison(field: str, operator: str, value: str, text: str) -> Test:
    if operator in _ORDER:
        try:
            limit = float(value)
        except ValueError:
            raise ScoringError(f"{text!r} cannot be read: {field}{operator} takes a number, not {value!r}") from None
        order = _ORDER[operator]
        return lambda record: any(order(number, limit) for number in _numbers(record[field]))
    wanted = fold(value)
    if operator.endswith("~"):
        return lambda record: any(wanted in fold(each) for each in record[field]) is (operator == "~")
    return lambda record: any(wanted == fold(each) for each in record[field]) is (operator == "=")


def _numbers(values: Values) -> Iterator[float]:
    for value in values:
        try:
            yield float(value)
        except ValueError:
            continue


def fields_of(annotation: Annotation, part: Part) -> Iterator[Mapping[str, Values]]:
    """The fields of each record of a type, written out."""
    names: dict[str | None, Values] = {actor.id: (actor.name, *actor.aliases) for actor in annotation.actors}
    names[None] = (NONE,)
    if part is Part.QUOTES:
        yield from (_quote(quote, names) for quote in annotation.quotes)
    elif part is Part.CLAIMS:
        yield from (_claim(claim, names) for claim in annotation.claims)
    else:
        yield from (_stance(stance, names) for stance in annotation.stances)


def _quote(quote: Quote, names: Mapping[str | None, Values]) -> Mapping[str, Values]:
    return {
        "kind": (quote.kind,),
        "mode": (quote.mode,),
        "speaker": names[quote.speaker],
        "addressee": names[quote.addressee],
        "content": _words(quote.content),
        "cue": _words(quote.cue),
        "confidence": _written(quote.confidence),
    }


def _claim(claim: Claim, names: Mapping[str | None, Values]) -> Mapping[str, Values]:
    return {
        "kind": (claim.kind,),
        "claimant": names[claim.claimant],
        "proposition": (claim.proposition,),
        "evidence": _words(claim.evidence),
        "certainty": (claim.certainty,),
        "negated": _written(claim.negated),
        "verifiable": _written(claim.verifiable),
        "check_worthiness": _written(claim.check_worthiness),
        "confidence": _written(claim.confidence),
    }


def _stance(stance: Stance, names: Mapping[str | None, Values]) -> Mapping[str, Values]:
    target = stance.target
    return {
        "holder": names[stance.holder],
        "target": (target.label, *(names[target.actor] if target.actor is not None else ())),
        "target_kind": (target.kind,),
        "polarity": (stance.polarity,),
        "act": (stance.act,),
        "explicitness": (stance.explicitness,),
        "derived": _written(stance.derived),
        "evidence": _words(stance.evidence),
        "confidence": _written(stance.confidence),
    }


def _words(spans: Sequence[Span]) -> Values:
    return (" ".join(span.text for span in spans),) if spans else (NONE,)


def _written(value: float | bool | None) -> Values:  # noqa: FBT001  # a field's value, not a switch
    return (NONE,) if value is None else (str(value).casefold(),)


FIELDS: Mapping[Part, frozenset[str]] = {
    Part.QUOTES: frozenset({"kind", "mode", "speaker", "addressee", "content", "cue", "confidence"}),
    Part.CLAIMS: frozenset(
        "kind claimant proposition evidence certainty negated verifiable check_worthiness confidence".split()
    ),
    Part.STANCES: frozenset("holder target target_kind polarity act explicitness derived evidence confidence".split()),
}
"""Record type → the fields that an expression may name."""

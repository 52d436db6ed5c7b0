"""An annotation as tables for a terminal, plain when it is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from annotator.schema import Annotation, Mode, Quote, Stance

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from annotator.spans import Span

NO_DOCUMENT = "there is no document in the corpus; see whether its files hold any"
TOLD_APART = "told apart as in “x~2”"
"""What is done about ids that came before in a corpus."""
PLAIN_WIDTH = 110
"""Columns when the output is no terminal."""

_POLARITY = {"favor": "green", "against": "red", "neutral": "dim", "mixed": "yellow"}


def console(*, error: bool = False) -> Console:
    """Where to print; without colors and of a fixed width when it is no terminal."""
    terminal = Console(stderr=error, highlight=False, emoji=False, markup=False)
    return (
        terminal
        if terminal.is_terminal
        else Console(stderr=error, highlight=False, emoji=False, markup=False, width=PLAIN_WIDTH)
    )


def printable(line: str) -> str:
    """One line without what would steer the terminal; names come from corpora, words from endpoints."""
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in " ".join(line.split()))


def print_annotation(annotation: Annotation, *, thoughts: bool = False, to: Console | None = None) -> None:
    """Print quotes, claims and stances, and who found them.

    Args:
        annotation: What was found.
        thoughts: Whether to show quotes of mode thought too.
        to: Where to print.
    """
    out = to or console()
    shown = [quote for quote in annotation.quotes if thoughts or quote.mode is not Mode.THOUGHT]
    for table in (_quotes(annotation, shown), _claims(annotation), _stances(annotation)):
        if table.row_count:
            out.print(table)
    hidden = len(annotation.quotes) - len(shown)
    out.print(Text(_summary(annotation, hidden), style="dim"))


def _summary(annotation: Annotation, hidden: int) -> str:
    made = annotation.provenance
    counts = (
        f"quotes: {len(annotation.quotes) - hidden}, claims: {len(annotation.claims)}, "
        f"stances: {len(annotation.stances)}"
    )
    notes = [f"thoughts not shown: {hidden} (--thoughts)"] if hidden else []
    notes += [f"proposals rejected: {len(annotation.rejected)}"] if annotation.rejected else []
    model = f", model {made.served_model or made.model}" if made.model else ""
    engine = f"{made.engine} engine {made.engine_version}{model}, annotator {made.package_version}"
    lines = ["; ".join([counts, *notes]) + f" · {engine}", *(f"note: {note}" for note in made.notes)]
    return "\n".join(lines)


def _quotes(annotation: Annotation, quotes: Sequence[Quote]) -> Table:
    table = _table(f"Quotes in {annotation.document_id}", "", "speaker", "kind", "cue", "content")
    for quote in quotes:
        number = annotation.quotes.index(quote) + 1
        kind = quote.kind if quote.mode is Mode.SPEECH else f"{quote.kind}, {quote.mode}"
        table.add_row(f"q{number}", _name(annotation, quote.speaker), kind, _words(quote.cue), _words(quote.content))
    return table


def _claims(annotation: Annotation) -> Table:
    table = _table("Claims", "", "claimant", "kind", "proposition")
    for number, claim in enumerate(annotation.claims, start=1):
        proposition = f"not: {claim.proposition}" if claim.negated else claim.proposition
        claimant = "the article" if claim.claimant is None else _name(annotation, claim.claimant)
        table.add_row(f"c{number}", claimant, claim.kind, proposition)
    return table


def _stances(annotation: Annotation) -> Table:
    table = _table("Stances", "", "holder → target", "polarity", "act", "evidence")
    for number, stance in enumerate(annotation.stances, start=1):
        polarity = Text(stance.polarity_label or stance.polarity, style=_POLARITY[stance.polarity])
        table.add_row(f"s{number}", _edge(annotation, stance), polarity, stance.act, _words(stance.evidence))
    return table


def _edge(annotation: Annotation, stance: Stance) -> str:
    holder = "the article" if stance.holder is None else _name(annotation, stance.holder)
    return f"{holder} → {stance.target.label}" + (" (derived)" if stance.derived else "")


def _name(annotation: Annotation, actor_id: str | None) -> str:
    actor = annotation.actor(actor_id)
    return "–" if actor is None else actor.name


def _words(spans: Iterable[Span]) -> str:
    return " … ".join(" ".join(span.text.split()) for span in spans) or "–"


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for column in columns:
        table.add_column(column, style="dim" if not column else None, overflow="fold")
    return table

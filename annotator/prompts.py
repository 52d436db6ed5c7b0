"""Prompt templates: versioned files, rendered strictly, fingerprinted; and the article as numbered, fenced data.

It knows templates and fences; which template is used for what, and with which variables, is left to the engines.

An article never passes through a template. Its sentences are written one a line behind their numbers, between two fence
lines that carry a code from the digest of the text. The code never stands in the text (should it, more digits are
taken), so no article can close its own fence, and every character between the fences is as the article has it: only
lone surrogates, which no encoding can carry, are shown as U+FFFD.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from annotator.errors import PromptError
from annotator.schema import text_digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from jinja2 import Environment, Template

CODE_LENGTH = 10
"""Hexadecimal digits of the text's digest in a fence; more when they stand in the text."""
_BODY = "body"
_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE_BREAK = re.compile("[\r\n\u2028\u2029]")


class NumberedSentence(Protocol):
    """What is needed of a sentence; see `annotator.documents.sentences.Sentence`."""

    @property
    def number(self) -> int:
        """Counts from 1."""
        ...

    @property
    def start(self) -> int:
        """First code point."""
        ...

    @property
    def end(self) -> int:
        """Code point after the last one."""
        ...

    @property
    def kind(self) -> str:
        """Kind of its zone."""
        ...


@dataclass(frozen=True)
class Templates:
    """The templates of one directory."""

    directory: Path
    """Where they stand; read when first used."""

    @cached_property
    def _environment(self) -> Environment:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415  # slow to import

        return Environment(
            loader=FileSystemLoader(self.directory, encoding="utf-8"),
            undefined=StrictUndefined,
            autoescape=False,  # noqa: S701  # a prompt is plain text, and no article passes through a template
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )

    def render(self, name: str, block: str, variables: Mapping[str, Any]) -> str:
        """One block of a template as text.

        Args:
            name: File name of the template.
            block: Name of the ``{% block %}`` to render; the others are left alone.
            variables: All that the template and the files that it includes refer to.

        Raises:
            PromptError: There is no such template or block, it breaks Jinja's syntax, or variables are missing.
        """
        from jinja2 import TemplateError, UndefinedError  # noqa: PLC0415  # slow to import

        template = self._template(name)
        if block not in template.blocks:
            raise PromptError(f"it has no block {block!r}; it has {', '.join(sorted(template.blocks))}", template=name)
        try:
            return "".join(template.blocks[block](template.new_context(dict(variables))))
        except UndefinedError as error:
            missing = sorted(self._variables(name) - variables.keys())
            reason = f"it needs the variables {', '.join(missing)}" if missing else str(error)
            raise PromptError(reason, template=name) from error
        except TemplateError as error:
            raise PromptError(f"it cannot be rendered: {error}", template=name) from error

    def _template(self, name: str) -> Template:
        from jinja2 import TemplateError  # noqa: PLC0415  # slow to import

        try:
            return self._environment.get_template(name)
        except TemplateError as error:
            if not (self.directory / name).is_file():
                raise PromptError(f"there is no such template in {self.directory}", template=name) from error
            line = f"line {getattr(error, 'lineno', '?')}: "
            raise PromptError(f"{line}it breaks Jinja's syntax: {error.message}", template=name) from error

    def digests(self, name: str) -> dict[str, str]:
        """File name → sha256 of its source, for a template and all files that it includes."""
        return {part: hashlib.sha256(self._source(part).encode()).hexdigest() for part in self._parts(name)}

    def _source(self, name: str) -> str:
        try:
            return (self.directory / name).read_text(encoding="utf-8")
        except OSError as error:
            raise PromptError(f"it cannot be read: {error.strerror}", template=name) from error

    def _parts(self, name: str) -> list[str]:
        """The template and what it includes, directly or not, sorted."""
        from jinja2 import meta  # noqa: PLC0415  # slow to import

        found: set[str] = set()
        todo = [name]
        while todo:
            part = todo.pop()
            if part not in found:
                found.add(part)
                tree = self._environment.parse(self._source(part))
                todo += [each for each in meta.find_referenced_templates(tree) if each is not None]
        return sorted(found)

    def _variables(self, name: str) -> set[str]:
        """Variables that a template and its parts refer to."""
        from jinja2 import meta  # noqa: PLC0415  # slow to import

        parse = self._environment.parse
        return {
            variable
            for part in self._parts(name)
            for variable in meta.find_undeclared_variables(parse(self._source(part)))
        }


def fence(text: str) -> str:
    """The code that marks off a text: the start of its digest, as long as needed so as not to stand in it."""
    digest = text_digest(text)
    length = CODE_LENGTH
    while length < len(digest) and digest[:length] in text:
        length += 1
    return digest[:length]


def numbered(text: str, sentences: Iterable[NumberedSentence]) -> str:
    """Sentences one a line, each behind its number; a blank line where the text has a line break.

    The kind of a sentence that is not body text stands beside its number (“[1 headline]”).
    """
    lines: list[str] = []
    last: int | None = None
    for sentence in sentences:
        if last is not None and _LINE_BREAK.search(text, last, sentence.start):
            lines.append("")
        label = sentence.number if sentence.kind == _BODY else f"{sentence.number} {sentence.kind}"
        lines.append(f"[{label}] {text[sentence.start : sentence.end]}")
        last = sentence.end
    return "\n".join(lines)


def article(text: str, sentences: Iterable[NumberedSentence]) -> str:
    """The article as it stands in a prompt: fence, numbered sentences, fence."""
    code = fence(text)
    return _SURROGATE.sub("\ufffd", f"<<<article {code}\n{numbered(text, sentences)}\n{code} article>>>\n")

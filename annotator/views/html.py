"""Pages: a template, its style and its script become one self-contained file in which every value is escaped.

A content security policy names the hashes of our own style and script, so nothing that a text smuggles in could run.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2 import Environment

_CARRIAGE_RETURN = "&#13;"
"""What keeps a carriage return one character: in the file itself, a parser would fold it into the line feed."""


def render(template: str, /, *, styles: Sequence[str], script: str, **values: object) -> str:
    """One page.

    Args:
        template: File name in ``annotator/views/templates``.
        styles: File names of its style sheets there, in order.
        script: File name of its script there.
        values: What the template shows; strings are escaped.

    Returns:
        The HTML, byte-identical for equal input.
    """
    css, javascript = "".join(map(source, styles)), source(script)
    policy = (
        f"default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; "
        f"style-src 'sha256-{_hash(css)}'; script-src 'sha256-{_hash(javascript)}'"
    )
    # `Markup` for our own files only
    from markupsafe import Markup  # noqa: PLC0415  # with jinja2, only when a page is written

    page = _environment().get_template(template)
    own = {"css": Markup(css), "javascript": Markup(javascript)}  # noqa: S704  # shipped files, no input
    return page.render(**values, **own, policy=policy)


def source(name: str) -> str:
    """A file of the templates' folder."""
    return files("annotator.views").joinpath("templates", name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined  # noqa: PLC0415  # as above

    environment = Environment(
        loader=FunctionLoader(source), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["verbatim"] = cast("Any", _verbatim)
    return environment


def _verbatim(text: str) -> object:
    """Escape a text so that a browser holds exactly its characters."""
    from markupsafe import Markup, escape  # noqa: PLC0415  # as above

    return Markup(str(escape(text)).replace("\r", _CARRIAGE_RETURN))  # noqa: S704  # escaped just now

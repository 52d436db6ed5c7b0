"""Placeholder of a group of commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typer


def add(app: typer.Typer) -> None:
    """Register the commands."""

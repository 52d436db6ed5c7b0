"""Claims about the package as others see it: its public names, its layers, and what its wheel holds."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import annotator

ROOT = Path(__file__).parent.parent


def test_what_is_exported_is_exactly_what_is_declared() -> None:
    """`__all__` is sorted, complete, and each name can be had."""
    assert annotator.__all__ == sorted(annotator.__all__)
    assert set(annotator.__all__) == set(annotator._HOMES)
    assert all(getattr(annotator, name).__name__ == name for name in annotator.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    """A typo fails as Python users expect."""
    with pytest.raises(AttributeError, match="has no attribute 'Anotator'"):
        _ = annotator.Anotator  # pyright: ignore[reportAttributeAccessIssue]  # that is the test


def test_the_layers_hold() -> None:
    """Each module imports only what stands below it."""
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_the_wheel_holds_the_package_and_its_prompts_only(tmp_path: Path) -> None:
    """Code, lexicons, templates and the codebook are in; tests, gold and anything of the machine are not."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    names = zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist()
    tops = {name.split("/")[0] for name in names}
    assert tops == {"annotator", f"annotator-{annotator.__version__}.dist-info"}
    for wanted in ("_prompts/codebook.v1.yaml", "documents/zone_rules.yaml", "views/templates/article.css", "py.typed"):
        assert f"annotator/{wanted}" in names
    assert [name for name in names if name.endswith((".pyc", ".txt~")) or "minsk" in name] == []


def test_the_top_level_is_as_agreed() -> None:
    """Beside dotfiles, LICENSE and CHANGELOG.md, only the fixed names stand at the top."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    tops = {line.split("/")[0] for line in listed.stdout.splitlines()}
    fixed = {"pyproject.toml", "README.md", "annotator", "prompts", "tests", "eval", "LICENSE", "CHANGELOG.md"}
    assert {top for top in tops if not top.startswith(".")} == fixed

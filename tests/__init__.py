"""The tests; a package of its own name, because a dependency installs a top-level “tests” that would hide this one."""

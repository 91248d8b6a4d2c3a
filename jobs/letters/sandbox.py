"""Where our templates are filled: jinja2, sandboxed, one environment a language, plain data only."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jobs.letters.wording import wording

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment


@cache
def environment(language: str) -> SandboxedEnvironment:
    """One environment a language: `{% trans %}` marks our sentences, `gettext` and `ngettext` those in expressions."""
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    import templates

    made = ImmutableSandboxedEnvironment(
        extensions=["jinja2.ext.i18n"],
        loader=FileSystemLoader(Path(templates.__file__).parent),
        autoescape=lambda name: name is None or not name.endswith(".txt"),
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    ours = wording(language).catalog
    made.install_gettext_callables(  # type: ignore[attr-defined]
        ours.gettext, ours.ngettext, newstyle=True, pgettext=ours.pgettext, npgettext=ours.npgettext
    )
    return made


def require_plain(value: object) -> None:
    """Texts, whole numbers, true or false, lists and dicts of them. Raises TypeError."""
    if isinstance(value, dict):
        for name, inner in value.items():
            require_plain(name)
            require_plain(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            require_plain(inner)
    elif not (value is None or type(value) in (str, int, bool)):
        raise TypeError(f"a template was to be given a {type(value).__name__}, which is no plain data")

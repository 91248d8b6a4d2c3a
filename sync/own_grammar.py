"""What a coach's own words may hold: {{ name }}, if, for and a few filters; anything else is refused before it runs.

A Body that passes cannot fail when a letter is made: every name in it is known, and every value shown is a single one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING

from sync import cells
from sync.own_names import FLAG, NUMBER, TEXT, Shape

if TYPE_CHECKING:
    from jinja2 import Template, nodes
    from jinja2.sandbox import SandboxedEnvironment

LONGEST = 8_000
"""Characters of one cell that may be read as own words."""
DEEPEST = 20
"""How far what stands in own words may be nested."""
LOOPS = 2
"""So many `for` may stand in each other."""

FILTERS = {"upper": TEXT, "lower": TEXT, "capitalize": TEXT, "length": NUMBER, "join": TEXT}
_UNDERSTOOD = "there are {{ name }}, {% if %} and {% for %}"
_NOT_WORDS = {"raw_begin": "{% raw %}", "comment_begin": "{# #}"}
"""What the parser takes out of the text before anything of it is to be seen in the tree."""
_IN_A_LOOP: Mapping[str, Shape] = {"first": FLAG, "last": FLAG, "index": NUMBER}

Scope = Mapping[str, Shape]


class Unfit(Exception):
    """Own words that cannot be used; the text says why, for the coach."""


def read(text: str, names: Scope) -> Template:
    """The words, ready to be filled. Raises Unfit; `names` are those that a letter will give."""
    from jinja2 import TemplateSyntaxError

    if len(text) > LONGEST:
        raise Unfit(f"{len(text)} characters are more than the {LONGEST} that fit")
    try:
        for _, kind, _ in environment().lex(text):
            if kind in _NOT_WORDS:
                raise Unfit(f"{_NOT_WORDS[kind]} is not understood; {_UNDERSTOOD}")
        tree = environment().parse(text)
        for node in tree.body:
            _statement(node, names, 0, 0)
        return environment().from_string(text)
    except TemplateSyntaxError as error:
        raise Unfit(f"line {error.lineno} cannot be read; {_UNDERSTOOD}") from None
    except RecursionError:
        raise Unfit("too much stands within each other") from None


@cache
def environment() -> SandboxedEnvironment:
    """Nothing is found in it but the listed filters: no globals, no tests, no files."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    made = ImmutableSandboxedEnvironment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, cache_size=0)
    made.globals.clear()
    made.tests.clear()
    made.filters = {name: made.filters[name] for name in FILTERS}
    return made


def _statement(node: nodes.Node, scope: Scope, depth: int, loops: int) -> None:
    from jinja2 import nodes

    if isinstance(node, nodes.Output):
        for shown in node.nodes:
            if not isinstance(shown, nodes.TemplateData):
                _single(_value(shown, scope, depth))
    elif isinstance(node, nodes.If):
        _value(node.test, scope, depth)
        _all([*node.body, *node.elif_, *node.else_], scope, depth, loops)
    elif isinstance(node, nodes.For) and isinstance(node.target, nodes.Name) and not (node.test or node.recursive):
        if loops == LOOPS:
            raise Unfit(f"more than {LOOPS} {{% for %}} stand in each other")
        each = _each(_value(node.iter, scope, depth))
        _all(node.body, {**scope, node.target.name: each, "loop": _IN_A_LOOP}, depth, loops + 1)
        _all(node.else_, scope, depth, loops)
    else:
        raise Unfit(f"{_called(node)} is not understood; {_UNDERSTOOD}")


def _all(body: list[nodes.Node], scope: Scope, depth: int, loops: int) -> None:
    if depth >= DEEPEST:
        raise Unfit("too much stands within each other")
    for node in body:
        _statement(node, scope, depth + 1, loops)


def _value(node: nodes.Node, scope: Scope, depth: int) -> Shape:
    """The shape of what an expression gives."""
    from jinja2 import nodes

    if depth >= DEEPEST:
        raise Unfit("too much stands within each other")
    read_: dict[type[nodes.Node], Callable[..., Shape]] = {
        nodes.Name: _name,
        nodes.Getattr: _part,
        nodes.Filter: _filtered,
        nodes.Const: _constant,
        nodes.Compare: _compared,
        nodes.And: _both,
        nodes.Or: _both,
        nodes.Not: _not,
    }
    if type(node) not in read_:
        raise Unfit(f"{_called(node)} is not understood; {_UNDERSTOOD}")
    return read_[type(node)](node, scope, depth + 1)


def _name(node: nodes.Name, scope: Scope, depth: int) -> Shape:
    if node.name not in scope:
        raise Unfit(f"there is no {{{{ {node.name} }}}}{cells.guess(node.name, scope)}")
    return scope[node.name]


def _part(node: nodes.Getattr, scope: Scope, depth: int) -> Shape:
    whole = _value(node.node, scope, depth)
    if not isinstance(whole, Mapping) or node.attr not in whole:
        near = cells.guess(node.attr, whole) if isinstance(whole, Mapping) else ""
        raise Unfit(f"there is no .{node.attr} here{near}")
    return whole[node.attr]


def _filtered(node: nodes.Filter, scope: Scope, depth: int) -> Shape:
    from jinja2 import nodes

    if node.name not in FILTERS or node.node is None:
        raise Unfit(f"|{node.name} is not understood; there are {', '.join(f'|{name}' for name in FILTERS)}")
    constants = all(isinstance(one, nodes.Const) and isinstance(one.value, str) for one in node.args)
    if node.kwargs or node.dyn_args or node.dyn_kwargs or not constants or len(node.args) > (node.name == "join"):
        raise Unfit(f"what stands in brackets after |{node.name} is not understood")
    of = _value(node.node, scope, depth)
    if node.name == "join":
        _single(_each(of))
    elif node.name == "length":
        _each(of)
    else:
        _single(of)
    return FILTERS[node.name]


def _constant(node: nodes.Const, scope: Scope, depth: int) -> Shape:
    if not isinstance(node.value, str | int):
        raise Unfit(f"{node.value!r} is not understood")
    return FLAG if isinstance(node.value, bool) else NUMBER if isinstance(node.value, int) else TEXT


def _compared(node: nodes.Compare, scope: Scope, depth: int) -> Shape:
    """Only alike things are compared: a text is neither more nor less than a number."""
    shapes = [_value(one, scope, depth) for one in (node.expr, *(operand.expr for operand in node.ops))]
    known = all(operand.op in ("eq", "ne", "lt", "lteq", "gt", "gteq") for operand in node.ops)
    if not known or any(not isinstance(shape, str) or shape != shapes[0] for shape in shapes):
        raise Unfit("these two cannot be compared")
    return FLAG


def _both(node: nodes.And | nodes.Or, scope: Scope, depth: int) -> Shape:
    _value(node.left, scope, depth)
    _value(node.right, scope, depth)
    return FLAG  # what it gives is one of the two, and is asked about, never shown


def _not(node: nodes.Not, scope: Scope, depth: int) -> Shape:
    _value(node.node, scope, depth)
    return FLAG


def _single(shape: Shape) -> None:
    if isinstance(shape, Mapping):
        raise Unfit("what is shown has several parts: say which, as in .words")
    if not isinstance(shape, str):
        raise Unfit("what is shown is a list: use {% for %}")
    if shape == FLAG:
        raise Unfit("yes or no cannot be shown: use {% if %}")


def _each(shape: Shape) -> Shape:
    if isinstance(shape, str | Mapping):
        raise Unfit("{% for %} and |length are for lists")
    return shape[0]


def _called(node: nodes.Node) -> str:
    return {"Assign": "{% set %}", "Call": "name(…)", "Include": "{% include %}", "Getitem": "name[…]"}.get(
        type(node).__name__, f"this ({type(node).__name__.lower()})"
    )

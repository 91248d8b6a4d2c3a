"""The value of a formula that is nothing but numbers; no other formula is calculated by this server."""

from __future__ import annotations

import ast
import operator

SIGNS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}


def whole(number: float | int) -> float | int:
    """A number as JSON shows it: without a fraction where it has none."""
    return int(number) if isinstance(number, float) and number.is_integer() and abs(number) < 2**53 else number


def arithmetic(text: str) -> float | int | None:
    """The value of an expression of numbers and + - * /; blank for anything else."""
    try:
        return result(ast.parse(text, mode="eval").body)
    except (SyntaxError, ValueError, ZeroDivisionError):
        return None


def result(node: ast.expr) -> float | int:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and type(node.value) is not bool:
        return whole(node.value)
    if isinstance(node, ast.BinOp) and type(node.op) in SIGNS:
        return whole(SIGNS[type(node.op)](result(node.left), result(node.right)))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -result(node.operand)
    raise ValueError("not an expression of numbers")

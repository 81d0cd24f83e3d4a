"""Programs of at most 100 lines whose statements double, branch and nest at random."""

from __future__ import annotations

import ast

from hypothesis import strategies as st

HEAD = """\
import functools, itertools, random, sys
import numpy as np
from tensorflow.keras import Sequential, layers
a = [1]; b = ("x", 2); d = {}; e = {"s", "t"}; c = len(sys.argv)
def f(x=a, y=b): return (x, y)
def g(x=a, y=b): yield x; yield y
class C: n = 1
random.seed(1)
"""
MAX_LINES = 100
NAMES = st.sampled_from(["a", "b", "d", "e", "f", "g", "C"])
CONDITIONS = st.sampled_from(["c", "c > 1", "a", "not b", "c in e", "random.random() < 0.5", "a == b", "True"])
ITERABLES = st.sampled_from(
    [*("range(9)", "range(c)", "'abcdefghij'", "[1, 2, 3]", "{}", "itertools.chain({0}, {0})", "g({0}, {0})", "e"), "d"]
)
EXPRESSIONS = st.sampled_from(
    [
        *("[{0}, {0}]", "({0}, {1})", "[{0}, [{1}, {0}]]", "{{1: {0}, 2: {1}}}", "{0} + {0}", "{0} + {1}", "{0} * 2"),
        *("[*{0}, *{0}]", "{{**{0}, **{1}}}", "{0} or {1}", "({0}, 1) if c else (1, {0})", "{0} if c else {1}"),
        *("itertools.chain({0}, {1})", "itertools.chain({0}, {0})", "zip({0}, {1})", "map({0}, {1})", "iter({0})"),
        *("functools.partial({0}, {0}, {1})", "functools.partial({0}, x={1})", "{0}({1}, {0})", "{0}({0}, {0})"),
        *("[{0} for _ in {1}]", "[({0}, i) for i in range(5) for _ in range(5)]", "(({0}, _) for _ in {1})"),
        *("{{i: {0} for i in range(5)}}", "lambda x={0}, y={0}: (x, y, {1})", "list({0})", "dict(a={0}, b={1})"),
        *("set([{0}, 'u'])", "{0}.n", "{0}[0]", "{0}[1:]", "{0}.get(1, {1})", "{0}.copy()", "C({0})", "str({0})"),
        *("f({0}, {1})", "g({0}, {0})", "[f({0}), f({1})]", "sorted([{0}, {1}])", "{0} | {1}", "not {0}", "hash({0})"),
        *("random.random()", "np.random.rand({0})", "random.Random({0})", "enumerate({0})", "{0} < {1} < {0}"),
        *("super().f({0})", "next({0})", "isinstance({0}, {1})", "getattr({0}, 'n', {1})", "(yield {0})", "9 ** {0}"),
        *("Sequential([layers.Dropout(0.5), {0}, {1}])", "np.array([{0}, {1}])", "{0} << 64", "f'{{{0}}}{{{1}}}'"),
    ]
)
SIMPLE = st.sampled_from(
    [
        *("{0} = {2}", "{0} = {2}", "{0} = {2}", "{0} = {1} = {2}", "{0}, {1} = {2}, {2}", "{0} += {2}"),
        *("{0}.append({2})", "{0}.append({0})", "{0}.extend({0})", "{0}.n = {2}", "{0}[{1}] = {2}", "{0}[0] = {0}"),
        *("{0}.setdefault(1, {0})[2] = {2}", "{0}.update(x={2}, y={0})", "{0}.update({1})", "print({2})", "{2}"),
        *("random.seed({2})", "random.seed(3)", "np.random.seed({1})", "print(random.random(), {0})", "{0}({2}, {0})"),
        *("return {2}", "raise {0}", "global {0}", "del {0}", "assert {2}", "yield {2}", "import {0}", "C.n = {2}"),
        *("class C(C): n = {2}", "class {0}({1}, C): n = {2}", "def f(x={0}, y={2}): return f(x, (y, x))"),
        *("def {0}(x={1}, y={0}): return {2}", "def g(x={0}): yield {2}; yield from g((x, x))"),
        *("print(np.random.rand())  # repro-lint: ignore", "x = [0] * 9999", "{0} = {0}({1}) if {1} else {2}"),
    ]
)
BLOCKS = st.sampled_from(
    [
        *(
            "if {3}:",
            "if {3}:",
            "for {0} in {4}:",
            "for i in range(9):",
            "while {3}:",
            "while True:",
            "with {2} as {0}:",
        ),
        *(
            "def {0}(x={1}, y={2}):",
            "class {0}({1}, {0}):",
            "try:",
            "try: ",
            "for {0} in {2}:",
        ),
        *("@functools.lru_cache\ndef f(x={0}, *y):", "match {0}:\n case {{}}:"),
    ]
)
ENDINGS = {
    "try:": "except Exception:\n {5}\nelse:\n {5}",
    "try: ": "finally:\n try: {5}\n finally: {5}",
    "if {3}:": "else:\n {5}",
}


def _indented(text: str) -> str:
    return "\n".join(f" {line}" for line in text.splitlines())


@st.composite
def _simple(draw: st.DrawFn) -> str:
    one, other = draw(NAMES), draw(NAMES)
    value = draw(EXPRESSIONS).format(one, other)
    if draw(st.booleans()):
        value = draw(EXPRESSIONS).format(f"({value})", draw(NAMES))
    return draw(SIMPLE).format(draw(NAMES), other, value)


@st.composite
def _block(draw: st.DrawFn, body: st.SearchStrategy[str]) -> str:
    one, other, inner = draw(NAMES), draw(NAMES), draw(body)
    head = draw(BLOCKS)
    value = draw(EXPRESSIONS).format(one, other)
    blanks = (one, other, value, draw(CONDITIONS), draw(ITERABLES).format(one))
    top = head.format(*blanks)
    deep = _indented(_indented(inner)) if "case" in head else _indented(inner)
    end = f"\n{ENDINGS[head].format(*blanks, draw(_simple()))}" if head in ENDINGS else ""
    return f"{top}\n{deep}{end}"


@st.composite
def _repeated(draw: st.DrawFn, body: st.SearchStrategy[str]) -> str:
    return "\n".join([draw(body)] * draw(st.integers(2, 40)))


@st.composite
def _nested(draw: st.DrawFn, body: st.SearchStrategy[str]) -> str:
    """One head around itself, as deep as it comes."""
    one, other = draw(NAMES), draw(NAMES)
    head = draw(BLOCKS.filter(lambda head: "\n" not in head))
    value = draw(EXPRESSIONS).format(one, other)
    blanks = (one, other, value, draw(CONDITIONS), draw(ITERABLES).format(one))
    text = draw(body)
    for _ in range(draw(st.integers(2, 16))):
        end = f"\n{ENDINGS[head].format(*blanks, draw(_simple()))}" if head in ENDINGS else ""
        text = f"{head.format(*blanks)}\n{_indented(text)}{end}"
    return text


def _bodies(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(inner, min_size=1, max_size=5).map("\n".join)
    return st.one_of(_block(several), _repeated(inner), _nested(inner), several)


@st.composite
def _programs(draw: st.DrawFn) -> str:
    body = draw(st.lists(st.recursive(_simple(), _bodies, max_leaves=12), min_size=1, max_size=8).map("\n".join))
    lines = body.splitlines()[: MAX_LINES - len(HEAD.splitlines()) - 1]
    while lines and lines[-1].rstrip().endswith(":"):
        lines.pop()
    return HEAD + "\n".join(lines) + "\nprint(random.random())\n"


def _parses(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, RecursionError, MemoryError, ValueError):
        return False
    return True


PROGRAMS = _programs().filter(_parses)

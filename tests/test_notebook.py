"""Notebooks: cells to one text, magics to Python of the same shape, and places back in the JSON text."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repro_lint.cli import main
from repro_lint.model import Failure, Location
from repro_lint.source.lines import Lines
from repro_lint.source.notebook import json_offset
from repro_lint.source.text import Source, from_bytes, parse

CWD = Path("/work")


def encode(*cells: str, metadata: object = None) -> bytes:
    document = {
        "cells": [
            {"cell_type": "markdown", "metadata": {}, "source": ["# no code"]},
            *(
                {
                    "cell_type": "code",
                    "execution_count": None,
                    "metadata": {"source": "not this"},
                    "outputs": [{"source": ["nor this"], "data": {"image/png": "aGk\n"}}],
                    "source": cell.splitlines(keepends=True),
                }
                for cell in cells
            ),
        ],
        "metadata": metadata or {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(document, indent=1, ensure_ascii=False).encode() + b"\n"


def notebook(data: bytes) -> Source:
    result = from_bytes(CWD / "a.ipynb", data, CWD)
    assert isinstance(result, Source), result
    return result


def failure(data: bytes) -> Failure:
    result = from_bytes(CWD / "a.ipynb", data, CWD)
    assert isinstance(result, Failure), result
    return result


OS = '__import__("os").environ'


@pytest.mark.parametrize(
    ("cell", "python"),
    [
        ("%matplotlib inline\nx = 1", "pass\nx = 1"),
        ("if x:\n    !pip install 'y\nz", "if x:\n    pass\nz"),
        ("!pip install a \\\n  b \\\n  c\nx", "pass\n\n\nx"),
        ("a, b = !ls don't\nc = %sql select", "a, b = get_ipython()\nc = get_ipython()"),
        ("%time model.fit(x)\ny = %time f()", "if 1: model.fit(x)\ny =       f()"),
        ("%timeit -n 10 -r3 f(x)", "if 1:             f(x)"),
        ("%time\nx", "pass\nx"),
        ("%timeit for a in b: f(a)\nx", "pass\nx"),
        ("y = %time for a in b: f(a)", "y = get_ipython()"),
        ("%%time\nawait fit();", "\nawait fit();"),
        ("\n# title\n%%capture out\n%%time\n!ls\nx", "\n# title\n\n\npass\nx"),
        ("%%bash\nrm x", "\n"),
        ("%%writefile a.py\nimport numpy", "\n"),
        ("%env PYTHONHASHSEED=0", f"{OS}[\"PYTHONHASHSEED\"] = '0'"),
        ("  %env A b c", f"{OS}[\"A\"] = 'b c'"),
        ("%set_env A 'b'", f'{OS}["A"] = "\'b\'"'),
        ("%env A={x}", f'{OS}["A"] = get_ipython()'),
        ("%env A", "pass"),
        ("?f\nf?\nnp.f??\n%time?\nx", "pass\npass\npass\npass\nx"),
        ("  x = 1\n  y = '''\n%no\n  '''\n  !ls", "x = 1\ny = '''\n%no\n'''\npass"),
        ("y = (a\n  % b)\n!ls", "y = (a\n  % b)\npass"),
        ("pip install x\ncd ..\ny", "pass\npass\ny"),
        ("cd = 1\nls", "cd = 1\nls"),
        ("x = 1  # don't\n!ls\r\ny", "x = 1  # don't\npass\ny"),
    ],
)
def test_magics(cell: str, python: str) -> None:
    file = notebook(encode(cell))
    assert file.text == python
    assert not file.failures
    assert not isinstance(parse(file), Failure)


def test_a_cell_that_does_not_parse_fails_alone() -> None:
    file = notebook(encode("x = 1", "y = 1\nprint 'a'\n", "z = 1"))
    assert [(one.path, one.line, one.cell) for one in file.failures] == [("a.ipynb", 2, 2)]
    assert "does not parse as Python 3" in file.failures[0].message
    assert file.text == "x = 1\n\n\n\nz = 1"


def test_locations_are_those_of_the_cell() -> None:
    file = notebook(encode("import os\n", "  a = 'é'; f(a)\n  g(\n  1)"))
    tree = parse(file)
    assert isinstance(tree, ast.Module)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    places = [
        file.location(call.lineno, call.col_offset, call.end_lineno or 0, call.end_col_offset or 0) for call in calls
    ]
    assert places == [Location("a.ipynb", 2, 1, 12, 1, 16), Location("a.ipynb", 2, 2, 3, 3, 5)]
    assert [place.cell for place in places] == [2, 2]
    assert [file.segment(place) for place in places] == ["f(a)", "g(\n  1)"]
    assert file.line_text(places[0]) == "  a = 'é'; f(a)"
    assert [file.place(*file.position(place)) for place in places] == places


@pytest.mark.parametrize(
    ("data", "line", "says"),
    [
        (b"", 1, "JSON"),
        (b'{"cells": [\n<<<<<<< HEAD\n]}', 2, "JSON"),
        (b'{"nbformat": 4}\n}', 2, "Extra data"),
        (b"[]", None, "not a notebook"),
        (b'{"cells": [1], "nbformat": 4}', None, "not a notebook"),
        (b'{"cells": 1, "nbformat": 4}', None, "not a list"),
        (b'{"cells": [{"source": "x" "y"}], "nbformat": 4}', 1, "Expecting ','"),
        (b'{"cells": [{"cell_type": "code", "source": [1]}], "nbformat": 4}', None, "not text"),
        (b'{"worksheets": [], "nbformat": 3}', None, "nbformat 3"),
        (b"[" * 100_000, None, "nested"),
        (b'{"cells": "\xff"}', 1, "utf-8"),
    ],
)
def test_what_is_no_notebook(data: bytes, line: int | None, says: str) -> None:
    result = failure(data)
    assert says in result.message
    assert result.line == line


def test_notebooks_without_python() -> None:
    for metadata in (
        {"kernelspec": {"language": "R", "name": "ir"}},
        {"kernelspec": {"name": "julia-1.6"}},
        {"language_info": {"name": "scala"}},
    ):
        assert notebook(encode("x <- 1", metadata=metadata)).text == ""
    assert notebook(b'{"cells": [], "nbformat": 4}').text == ""
    assert notebook(b'\xef\xbb\xbf{ "nbformat": 4 }').text == ""


def test_python_kernels_of_any_name() -> None:
    for metadata in ({}, {"kernelspec": {"name": "conda-env-tf-py"}}, {"language_info": {"name": "ipython3"}}):
        assert notebook(encode("x = 1", metadata=metadata)).text == "x = 1"


@given(
    st.lists(st.text(alphabet="ab \"\\\n\té𝄞\ud83d/'#", max_size=12), max_size=3),
    st.booleans(),
    st.sampled_from([None, 1, "\t"]),
    st.booleans(),
)
def test_every_character_is_found_in_the_json_text(
    cells: list[str], listed: bool, indent: int | str | None, escaped: bool
) -> None:
    sources = [cell.splitlines(keepends=True) if listed else cell for cell in cells]
    document = {"cells": [{"source": one, "cell_type": "code"} for one in sources], "nbformat": 4}
    text = json.dumps(document, indent=indent, ensure_ascii=True)
    if not escaped:
        text = text.replace("\\u00e9", "é").replace("\\ud834\\udd1e", "𝄞").replace("/", "\\/")
    file = notebook(text.encode())
    assert [cell.lines.text for cell in file.cells] == cells
    for cell, offset, character in _characters(file):
        at = json_offset(text, cell, offset)  # type: ignore[arg-type]
        raw = text[at:]
        assert any(_loads(raw[:length]) == character for length in (1, 2, 6, 12))


def _characters(file: Source) -> Iterator[tuple[object, int, str]]:
    for cell in file.cells:
        for offset, character in enumerate(cell.lines.text):
            yield cell, offset, character


def _loads(raw: str) -> object:
    try:
        return json.loads(f'"{raw}"')
    except ValueError:
        return None


@pytest.mark.parametrize(
    ("metadata", "asks"),
    [
        ({"accelerator": "GPU"}, True),
        ({"colab": {"gpuType": "T4"}}, True),
        ({"kaggle": {"accelerator": "nvidiaTeslaT4"}}, True),
        ({"accelerator": "None", "colab": {"gpuType": ""}, "kaggle": {"accelerator": "none"}}, False),
        ({"accelerator": ["GPU"], "colab": None}, False),
        ({}, False),
    ],
)
def test_a_notebook_asks_for_an_accelerator(metadata: object, asks: bool) -> None:
    assert notebook(encode("x = 1", metadata=metadata)).accelerated is asks


def test_a_place_of_a_cell_has_its_place_in_the_file() -> None:
    """The line of the JSON text that holds it: what code scanning shows."""
    data = encode("# größe\n", '# größe\nx = "a" + draw()\n')
    source = from_bytes(CWD / "a.ipynb", data, CWD)
    assert isinstance(source, Source)
    place = source.in_file(Location("a.ipynb", 2, 2, 11, 2, 17))
    line = data.decode().splitlines()[place.line - 1]
    assert line[place.column - 1 : place.end_column - 1] == "draw()"
    assert place.line == place.end_line


def test_sarif_fixes_the_notebook_as_the_fix_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The replacements of SARIF, made in the JSON text, give what `--fix` writes."""
    monkeypatch.chdir(tmp_path)
    imports = ["import numpy as np\n", "from sklearn.model_selection import train_test_split"]
    cells = [imports, ["print(np.random.rand())"], ["print(train_test_split([1, 2, 3]))"]]
    parts: list[dict[str, object]] = [
        {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": c} for c in cells
    ]
    text = json.dumps({"cells": parts, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1)
    path = tmp_path / "a.ipynb"
    path.write_text(text, encoding="utf-8")
    assert main([str(path), "--no-cache", "--output-format", "sarif", "--output-file", "a.sarif"]) == 1
    results = json.loads((tmp_path / "a.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    found = {
        (*_ends(one["deletedRegion"]), one["insertedContent"]["text"])
        for result in results
        for change in result["fixes"][0]["artifactChanges"]
        for one in change["replacements"]
    }
    lines = Lines.of(text)
    for line, column, end_line, end_column, new in sorted(found, reverse=True):
        start, end = lines.offset(line, column - 1), lines.offset(end_line, end_column - 1)
        text = text[:start] + new + text[end:]
    main([str(path), "--no-cache", "--fix"])
    assert json.loads(text) == json.loads(path.read_text(encoding="utf-8"))


def _ends(region: dict[str, int]) -> tuple[int, int, int, int]:
    return region["startLine"], region["startColumn"], region["endLine"], region["endColumn"]

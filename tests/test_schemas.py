"""The published schemas say what the code does: of the configuration both ways, of the JSON output on real runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import schemas
from jsonschema import Draft7Validator
from jsonschema.validators import validator_for
from sample_report import REPORT, in_file, lines

from repro_lint import cli
from repro_lint.explain import described
from repro_lint.report import Output, render
from repro_lint.settings import config

EXAMPLES = Path(__file__).parents[1] / "examples"
VALUES: tuple[Any, ...] = (
    *(True, False, None, 0, 1, -1, 2**32 - 1, 2**32, 1.5, "", "a", "a\0", "2", "3", "4"),
    *("error", "warning", "note", "hide", "either", "deterministic", "ignore", "keras", "four-step"),
    *([], [""], ["a"], ["a", 1], {}, {"*.py": ["RPL101"]}, {"*.py": "RPL101"}, {"*.py": [1]}),
)
FINER = {"root", "baseline", "seed-name"}  # what a name or a path may hold besides being a string


@pytest.mark.parametrize("name", schemas.FILES)
def test_what_is_published_is_what_the_code_says(name: str) -> None:
    published = (schemas.FOLDER / name).read_text(encoding="utf-8")
    assert published == schemas.text(name), "run docs/schemas.py"
    Draft7Validator.check_schema(json.loads(published))


def test_every_key_of_the_configuration_is_there() -> None:
    assert set(schemas.of_config()["properties"]) == set(config.PARSERS)
    assert not Draft7Validator(schemas.of_config()).is_valid({"sed": 1})


@pytest.mark.parametrize("key", config.PARSERS)
def test_the_schema_takes_the_values_that_the_program_takes(key: str) -> None:
    valid = Draft7Validator(schemas.of_config())
    for value in VALUES:
        try:
            config.PARSERS[key](value)
            taken = True
        except ValueError:
            taken = False
        finer = key in FINER and isinstance(value, str) and not taken
        assert finer or valid.is_valid({key: value}) == taken, (key, value)


def test_defaults_are_those_of_the_program() -> None:
    properties = schemas.of_config()["properties"]
    defaults = {key: schema["default"] for key, schema in properties.items() if "default" in schema}
    assert defaults["seed"] == 42
    assert config.override(config.Config(Path()), defaults) == config.Config(Path())


def closed(schema: Any) -> Any:
    """The schema with no room for more properties than it names."""
    if isinstance(schema, dict):
        more = {"additionalProperties": False} if schema.get("type") == "object" else {}
        return {**{key: closed(value) for key, value in schema.items()}, **more}
    return [closed(each) for each in schema] if isinstance(schema, list) else schema


def test_reports_are_valid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bad.py").write_text("print(\n")
    (tmp_path / "worse.ipynb").write_text("{}")
    (tmp_path / "train.py").write_text("import numpy as np\n\nx = np.random.rand()\nprint(x)\n")
    monkeypatch.chdir(tmp_path)
    texts = [render(REPORT, Output("json", lines))]
    for words in ([str(EXAMPLES)], ["."], ["no/such"], ["--strict", "--fix", "--unsafe-fixes", "."]):
        cli.main(["check", "-j1", "--output-format=json", *words])
        texts.append(capsys.readouterr().out)
    valid = Draft7Validator(closed(schemas.of_report()))
    for text in texts:
        assert [error.message for error in valid.iter_errors(json.loads(text))] == []


def test_the_schema_refuses_what_is_no_report() -> None:
    valid = Draft7Validator(schemas.of_report())
    report = json.loads(render(REPORT, Output("json", lines)))
    changes: tuple[dict[str, Any], ...] = ({"version": 2}, {"findings": [{}]}, {"summary": {}}, {"fixed": None})
    for change in changes:
        assert not valid.is_valid({**report, **change})
    assert valid.is_valid({**report, "more": 1}), "later versions add fields"


def test_sarif_is_what_its_standard_says() -> None:
    """The schema of OASIS, which holds formats and patterns of identifiers too."""
    schema = json.loads((Path(__file__).parent / "data" / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
    text = render(REPORT, Output("sarif", lines, in_file, rules=described))
    validator_for(schema)(schema).validate(json.loads(text))

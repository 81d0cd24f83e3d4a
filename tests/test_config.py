"""Settings: where they are found, what they may be, and what an error says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from repro_lint.model import Severity
from repro_lint.settings.config import DEFAULT_EXCLUDE, Config, GpuPolicy, load, override
from repro_lint.settings.pyproject import ConfigError, console_scripts
from repro_lint.settings.rule_selection import check_rules, is_selected

KNOWN = {"RPL001": "missing-seed-block", "RPL101": "unseeded-split", "RPL102": "unseeded-image-generator"}


def project(folder: Path, settings: str, name: str = "pyproject.toml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"[tool.repro-lint]\n{settings}", encoding="utf-8")
    return path


def test_defaults(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "src").mkdir()
    config = load(tmp_path / "src")
    assert config == Config(root=tmp_path)
    assert (config.seed, config.seed_name, config.gpu_policy, config.keras) == (42, "SEED", "either", None)
    assert config.exclude == DEFAULT_EXCLUDE


def test_all_keys(tmp_path: Path) -> None:
    path = project(
        tmp_path,
        """
        select = ["RPL1", "missing-seed-block"]
        ignore = ["RPL102"]
        exclude = ["old"]
        extend-exclude = ["new/*.py"]
        strict = true
        fail-on = "warning"
        seed = 7
        seed-name = "seed_value"
        gpu-policy = "deterministic"
        keras = "3"
        seed-functions = ["project.seeds.fix_all"]
        entry-points = ["tools/train.py"]
        root = "src"
        per-file-ignores = {"tests/**" = ["RPL1"]}
        """,
    )
    (tmp_path / "src").mkdir()
    assert load(tmp_path / "src") == Config(
        root=tmp_path / "src",
        path=path,
        select=("RPL1", "missing-seed-block"),
        ignore=("RPL102",),
        per_file_ignores=(("tests/**", ("RPL1",)),),
        exclude=("old",),
        extend_exclude=("new/*.py",),
        strict=True,
        fail_on=Severity.WARNING,
        seed=7,
        seed_name="seed_value",
        gpu_policy=GpuPolicy.DETERMINISTIC,
        keras="3",
        seed_functions=("project.seeds.fix_all",),
        entry_points=("tools/train.py",),
    )


def test_the_nearest_table_and_the_nearest_root(tmp_path: Path) -> None:
    project(tmp_path, "seed = 1")
    inner = tmp_path / "packages" / "one"
    inner.mkdir(parents=True)
    (inner / "pyproject.toml").write_text("[project]\nname = 'one'\n")
    config = load(inner)
    assert (config.seed, config.root) == (1, inner)
    project(inner, "seed = 2")
    assert load(inner).seed == 2
    explicit = project(tmp_path, "seed = 3", "other.toml")
    assert load(inner, explicit).seed == 3


@pytest.mark.parametrize(
    ("settings", "key", "says"),
    [
        ("sed = 1", "sed", "unknown key; did you mean 'seed'?"),
        ("seed = -1", "seed", "0 to 4294967295"),
        ("seed = 4294967296", "seed", "0 to 4294967295"),
        ("seed = true", "seed", "integer"),
        ("seed = 1.0", "seed", "integer"),
        ("seed-name = 'a b'", "seed-name", "Python name"),
        ("select = 'RPL1'", "select", "list of strings"),
        ("ignore = [1]", "ignore", "list of strings"),
        ("strict = 'yes'", "strict", "true or false"),
        ("fail-on = 'warn'", "fail-on", "did you mean 'warning'?"),
        ("gpu-policy = 'off'", "gpu-policy", "'either', 'hide', 'deterministic', 'ignore'"),
        ("keras = 3", "keras", "'2', '3'"),
        ("seed-functions = ['a-b']", "seed-functions", "'a-b' is not a dotted name"),
        ("per-file-ignores = ['a']", "per-file-ignores", "table"),
        ("root = 1", "root", "folder"),
        ("root = ", "", "not valid TOML"),
    ],
)
def test_errors_name_file_and_key(tmp_path: Path, settings: str, key: str, says: str) -> None:
    path = project(tmp_path, settings)
    with pytest.raises(ConfigError) as caught:
        load(tmp_path)
    assert (caught.value.path, caught.value.key) == (path, key)
    assert says in caught.value.message
    assert str(caught.value).startswith(f"{path}: {key}" if key else str(path))


@pytest.mark.parametrize("text", ["tool = 1", "[tool]\nrepro-lint = 1"])
def test_tables_that_are_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    with pytest.raises(ConfigError, match="must be a table"):
        load(tmp_path)


def test_an_explicit_file_must_hold_the_table(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    with pytest.raises(ConfigError, match="cannot be read"):
        load(tmp_path, path)
    path.write_text("")
    with pytest.raises(ConfigError, match="no such table"):
        load(tmp_path, path)


def test_the_command_line_goes_through_the_same_door(tmp_path: Path) -> None:
    config = override(Config(root=tmp_path), {"fail-on": "note", "seed": 3})
    assert (config.fail_on, config.seed) == (Severity.NOTE, 3)
    with pytest.raises(ConfigError, match=r"^seed: must be an integer"):
        override(config, {"seed": "x"})


def test_rules(tmp_path: Path) -> None:
    config = Config(root=tmp_path, select=("RPL1", "missing-seed-block"), ignore=("unseeded-split",))
    check_rules(config, KNOWN)
    assert [code for code, name in KNOWN.items() if is_selected(config, code, name)] == ["RPL001", "RPL102"]
    assert is_selected(Config(root=tmp_path), "RPL101", "unseeded-split")
    with pytest.raises(ConfigError, match="select: unknown rule 'unseded-split'; did you mean 'unseeded-split'"):
        check_rules(replace(config, select=("unseded-split",)), KNOWN)
    with pytest.raises(ConfigError, match=r"per-file-ignores\.tests: unknown rule 'RPL9'"):
        check_rules(replace(config, per_file_ignores=(("tests", ("RPL9",)),)), KNOWN)


@pytest.mark.parametrize(
    ("name", "text", "keras"),
    [
        ("requirements.txt", "keras==2.*", "2"),
        ("requirements.txt", "numpy\nkeras<3 ; python_version > '3.8'", "2"),
        ("requirements.txt", "# keras<3", None),
        ("requirements.txt", "keras-tuner<3\nmy-keras<3", None),
        ("requirements-gpu.txt", "tensorflow-gpu==2.4.1", "2.9"),
        ("requirements.txt", "tensorflow~=2.9.0", "2.9"),
        ("requirements.txt", "tensorflow>=2.4,<=2.10", "2"),
        ("requirements.txt", "tensorflow>=2.4\nkeras<2.10", "2.9"),
        ("requirements.txt", "tensorflow>=2.4,<2.16.0", "2"),
        ("requirements.txt", "tensorflow>=2.4", None),
        ("requirements.txt", "tensorflow!=2.10", None),
        ("requirements.txt", "tensorflow<=2.16", None),
        ("requirements.txt", "tensorflow~=2.15", None),
        ("requirements.txt", "tensorflow~=2.15.0", "2"),
        ("requirements.txt", "tensorflow[and-cuda] == 2.14", "2"),
        ("requirements.txt", "tf_keras", "2"),
        ("setup.cfg", "install_requires =\n  tensorflow==2.10", "2"),
        ("setup.py", "setup(install_requires=['keras>=3', 'numpy<2'])", None),
        ("environment.yml", "dependencies:\n  - tensorflow=2.10=py39", "2"),
        ("pyproject.toml", "[project]\ndependencies = ['keras>=2.3,<3', 'numpy']", "2"),
        ("pyproject.toml", "[tool.poetry.dependencies]\ntensorflow = '^2.10'", None),
        ("pyproject.toml", "[tool.poetry.dependencies]\nkeras = {version = '^2.10'}", "2"),
        ("pyproject.toml", "[tool.repro-lint]\nkeras = '3'\n[project]\ndependencies = ['keras<3']", "3"),
    ],
)
def test_keras_from_pins(tmp_path: Path, name: str, text: str, keras: str | None) -> None:
    (tmp_path / name).write_text(text)
    assert load(tmp_path).keras == keras


UV = 'version = 1\n\n[[package]]\nname = "keras"\nversion = "{keras}"\nsource = {{ registry = "x" }}\n\n[[package]]\n'
UV += 'name = "tensorflow-cpu"\nversion = "{tensorflow}"\n\n[[package]]\nname = "keras-tuner"\nversion = "1.4"\n'


@pytest.mark.parametrize(
    ("files", "keras"),
    [
        ({"uv.lock": UV.format(keras="2.15.0", tensorflow="2.15.1")}, "2"),
        ({"uv.lock": UV.format(keras="3.3.3", tensorflow="2.16.1")}, None),
        ({"poetry.lock": UV.format(keras="2.9.0", tensorflow="2.9.0rc1")}, "2.9"),
        ({"poetry.lock": UV.format(keras="2.15.0", tensorflow="2.15.1").replace("\n", "\r\n")}, "2"),
        ({"pdm.lock": UV.format(keras="2.12.0", tensorflow="2.12.0+cpu")}, "2"),
        # for two platforms
        ({"uv.lock": UV.format(keras="2.15.0", tensorflow="2.15.0") + UV.format(keras="3.1", tensorflow="2.18")}, None),
        # a lock decides over a bound, and not over tf_keras
        ({"uv.lock": UV.format(keras="2.15.0", tensorflow="2.15"), "pyproject.toml": "d = ['tensorflow>=2.10']"}, "2"),
        ({"uv.lock": UV.format(keras="3.5", tensorflow="2.17"), "requirements-old.txt": "tensorflow==2.4"}, None),
        ({"uv.lock": UV.format(keras="3.5", tensorflow="2.17"), "requirements.txt": "tf-keras"}, "2"),
        # one that is broken costs itself
        ({"uv.lock": '[[package]]\nname = "keras"\nversion = "what"', "requirements.txt": "keras<3"}, "2"),
        ({"uv.lock": "\0\0[[[", "requirements.txt": "keras<3"}, "2"),
        ({"Pipfile.lock": '{"default": {"tensorflow": {"hashes": [], "version": "==2.12.0"}}}'}, "2"),
        ({"Pipfile.lock": '{"default": {"keras": {"version": 3}, "tensorflow": [1]}, "develop": 2}'}, None),
        ({"Pipfile.lock": "[" * 100_000, "requirements.txt": "keras<3"}, "2"),
        ({"Pipfile.lock": '{"default": ', "Pipfile": "[packages]\nkeras = '<3'"}, "2"),
        (
            {
                "requirements.txt": "-r deps/base.txt",
                "deps/base.txt": "--requirement=more.txt",
                "deps/more.txt": "keras<3",
            },
            "2",
        ),
        ({"requirements.txt": "numpy\n  -c  pins.txt  # why", "pins.txt": "tensorflow==2.4.1"}, "2.9"),
        (
            {"requirements.txt": "-r deps/a.txt\nkeras<3", "deps/a.txt": "-r ../requirements.txt\n-r a.txt\n-r no.txt"},
            "2",
        ),
        ({"requirements.txt": "# -r other.txt\n-r https://a/b.txt\n-r\n", "other.txt": "keras<3"}, None),
    ],
)
def test_keras_from_lock_files_and_nested_requirements(
    tmp_path: Path, files: dict[str, str], keras: str | None
) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, newline="")
    assert load(tmp_path).keras == keras


def test_a_lock_file_of_any_size_costs_itself(tmp_path: Path) -> None:
    with (tmp_path / "uv.lock").open("wb") as file:
        file.truncate(2**36)
    (tmp_path / "requirements.txt").write_text("-r " * 20_000 + "\n" + "-r a" * 20_000 + "\nkeras<3")
    assert load(tmp_path).keras == "2"


HOSTILE = {
    "a null byte": 'root = "\\u0000"',
    "nested": "seed = " + "[" * 3000 + "]" * 3000,
    "nested far": "seed = " + "[" * 100_000 + "]" * 100_000,
    "an integer of 5,000 digits": "seed = " + "9" * 5000,
    "a key of 20,000 parts": ".".join(["a"] * 20_000) + " = 1",
    "keys of quotes": ".".join(['"a b"'] * 20_000) + " = 1",
    "a table of 20,000 parts": "[" + ".".join(["a"] * 20_000) + "]",
    "no UTF-8": "seed = 1 # \udcff",
    "a long key": "a" * 100_000 + " = 1",
    "a table": "seed-name = {a = 1}",
    "a date": "keras = 2020-01-01",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_table_ends_in_a_trace(tmp_path: Path, name: str) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_bytes(b"[tool.repro-lint]\n" + HOSTILE[name].encode("utf-8", "surrogateescape"))
    with pytest.raises(ConfigError) as caught:
        load(tmp_path)
    assert caught.value.path == path


@pytest.mark.parametrize(
    "text", ["project = 1", "[project]\nscripts = 5", "[project]\nscripts = [1]", "[project.scripts]\na = 1", "x = ["]
)
def test_scripts_of_another_shape_are_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    assert console_scripts(tmp_path) == ()


@pytest.mark.parametrize("name", ["None", "True", "class", "random", "numpy", "np", "print", "__debug__", "sys", "tf"])
def test_the_name_of_a_seed_is_its_own(tmp_path: Path, name: str) -> None:
    project(tmp_path, f"seed-name = '{name}'")
    with pytest.raises(ConfigError, match=f"{name!r} is"):
        load(tmp_path)


def test_a_key_of_another_version_is_told_as_such(tmp_path: Path) -> None:
    project(tmp_path, "quantum = 1")
    with pytest.raises(ConfigError, match="another version than"):
        load(tmp_path)

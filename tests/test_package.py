"""The package as it is published: built, checked, installed where nothing else is, and run."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from repro_lint import DISTRIBUTION, __version__

pytest.importorskip("build")
pytest.importorskip("hatchling")
pytest.importorskip("twine")

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[1]
SOURCES = ("repro_lint", "examples", "pyproject.toml", "hatch_build.py", "README.md", "CHANGELOG.md", "LICENSE")
ADDRESSES = {
    "REPRO_LINT_REPOSITORY": "https://example.org/owner/repro-lint/",
    "REPRO_LINT_DOCUMENTATION": "https://example.org/site/",
}
OTHER_NAME = "repro-linter"  # docs/release.md: should the index refuse the first
TARGET = re.compile(r"\]\(([^)]+)\)")


def run(*words: str, cwd: Path, env: dict[str, str] | None = None, code: int = 0) -> str:
    """What a command prints; it must end with that exit code."""
    kept = {name: value for name, value in os.environ.items() if name not in ADDRESSES}
    done = subprocess.run(
        words,
        cwd=cwd,
        env={**kept, **(env or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout
    return done.stdout


def built(folder: Path, env: dict[str, str], **renamed: str) -> list[Path]:
    """The sdist and the wheel of this project, made in a copy of its sources."""
    folder.mkdir()
    for name in SOURCES:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        copy(ROOT / name, folder / name)
    for name, path in renamed.items():
        file = folder / path
        file.write_text(
            file.read_text(encoding="utf-8").replace(f'{name} = "{DISTRIBUTION}"', f'{name} = "{OTHER_NAME}"')
        )
    run(sys.executable, "-m", "build", "--no-isolation", "-o", "made", cwd=folder, env=env)
    return sorted(folder.glob("made/*"))


def metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return message_from_bytes(archive.read(name))


def wheel_of(made: list[Path]) -> Path:
    return next(path for path in made if path.suffix == ".whl")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return built(tmp_path_factory.mktemp("published") / "copy", ADDRESSES)


def test_what_is_published_passes_the_index_checks(published: list[Path], tmp_path: Path) -> None:
    assert [path.suffix for path in published] == [".whl", ".gz"]
    run(sys.executable, "-m", "twine", "check", "--strict", *map(str, published), cwd=tmp_path)
    with zipfile.ZipFile(wheel_of(published)) as archive:
        names = archive.namelist()
    assert {"repro_lint/py.typed", "repro_lint/report/sarif.py"} <= set(names)
    assert {name.split("/")[0] for name in names} == {"repro_lint", f"repro_lint-{__version__}.dist-info"}


def test_the_page_on_the_index_links_to_the_repository(published: list[Path]) -> None:
    told = metadata(wheel_of(published))
    assert told["Version"] == __version__
    assert "Documentation, https://example.org/site/" in told.get_all("Project-URL", [])
    assert "Source, https://example.org/owner/repro-lint" in told.get_all("Project-URL", [])
    readme = str(told.get_payload())
    assert f"](https://example.org/owner/repro-lint/blob/v{__version__}/CONTRIBUTING.md)" in readme
    assert [target for target in TARGET.findall(readme) if not target.startswith(("https://", "#"))] == []


def test_without_addresses_nothing_is_invented(tmp_path: Path) -> None:
    told = metadata(wheel_of(built(tmp_path / "copy", {})))
    assert told.get_all("Project-URL") is None
    readme = str(told.get_payload())
    assert [target for target in TARGET.findall(readme) if not target.startswith(("https://", "#"))] == []
    assert "[SECURITY.md]" not in readme
    assert "SECURITY.md says what that means" in readme


def test_the_wheel_runs_in_a_fresh_environment(published: list[Path], tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=True)
    scripts = tmp_path / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
    pip = subprocess.run(
        [scripts / "pip", "install", "-q", wheel_of(published)], check=False, capture_output=True, text=True
    )
    if pip.returncode:
        pytest.skip(f"no package registry can be reached: {pip.stderr}")
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "train.py").write_text("import random\n\nprint(random.random())\n", encoding="utf-8")
    command = str(scripts / "repro-lint")
    assert run(command, "--version", cwd=tmp_path).strip().endswith(__version__)
    run(command, "--output-format", "sarif", "--output-file", "a.sarif", "train.py", cwd=tmp_path, code=1)
    driver = json.loads((tmp_path / "a.sarif").read_text(encoding="utf-8"))["runs"][0]["tool"]["driver"]
    assert driver["informationUri"] == "https://example.org/site"
    assert {rule["helpUri"] for rule in driver["rules"]} >= {"https://example.org/site/rules/RPL301/"}
    run(command, "--fix", "train.py", cwd=tmp_path)


def test_pytest_finds_the_plugin_of_an_installed_package(published: list[Path], tmp_path: Path) -> None:
    """Tests without the marker are run as ever; pytest-randomly would ask for the seeder."""
    installed, tests = tmp_path / "installed", tmp_path / "tests"
    wheel = str(wheel_of(published))
    run(sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(installed), wheel, cwd=tmp_path)
    tests.mkdir()
    marked = "import pytest, random\n\n@pytest.mark.reproducible\ndef test_draw():\n    return random.random()\n"
    (tests / "test_all.py").write_text(f"{marked}\ndef test_plain():\n    random.random()\n", encoding="utf-8")
    env = {"PYTHONPATH": str(installed), "PYTEST_ADDOPTS": "", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": ""}
    command = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--strict-markers", ".")
    printed = run(*command, cwd=tests, env=env, code=1)
    assert "not reproducible: the returned value differs between two runs" in printed
    assert "1 failed, 1 passed" in printed
    asked = (
        "from importlib.metadata import entry_points; import sys, types; seeds = [];"
        "sys.modules['tensorflow'] = types.SimpleNamespace(random=types.SimpleNamespace(set_seed=seeds.append));"
        "[each.load()(2**32 + 5) for each in entry_points(group='pytest_randomly.random_seeder')]; print(seeds)"
    )
    assert run(sys.executable, "-c", asked, cwd=tmp_path, env=env) == "[5]\n"


def test_under_the_other_name_command_package_and_links_stay(tmp_path: Path) -> None:
    made = built(tmp_path / "copy", ADDRESSES, name="pyproject.toml", DISTRIBUTION="repro_lint/__init__.py")
    assert metadata(wheel_of(made))["Name"] == OTHER_NAME
    target = tmp_path / "installed"
    run(
        sys.executable,
        "-m",
        "pip",
        "install",
        "-q",
        "--no-deps",
        "--target",
        str(target),
        str(wheel_of(made)),
        cwd=tmp_path,
    )
    asked = "from repro_lint.report import links; print(links.page_of('RPL101'))"
    env = {"PYTHONPATH": str(target)}
    assert run(sys.executable, "-c", asked, cwd=tmp_path, env=env) == "https://example.org/site/rules/RPL101/\n"
    assert any(target.glob("bin/repro-lint*"))


def test_the_name_stands_in_two_places_alike() -> None:
    assert f'\nname = "{DISTRIBUTION}"\n' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_the_recipe_for_conda_and_the_extension_agree_with_the_package() -> None:
    recipe = yaml.safe_load((ROOT / "publish/conda/recipe.yaml").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    plain = {Requirement(word.replace(" ", "")).name for word in recipe["requirements"]["run"]}
    assert plain == {"python", *(Requirement(word).name for word in project["dependencies"])}
    for word in project["dependencies"]:
        wanted = Requirement(word)
        assert f"{wanted.name} {wanted.specifier}" in recipe["requirements"]["run"]
    assert f"python {project['requires-python']}" in recipe["requirements"]["run"]
    extension = json.loads((ROOT / "editors/vscode/package.json").read_text(encoding="utf-8"))
    assert recipe["context"]["version"] == extension["version"] == __version__


def test_a_tag_that_is_not_the_version_is_refused() -> None:
    script = str(ROOT / "publish/release.py")
    assert "__version__ says" in run(sys.executable, script, "v99.0.0", cwd=ROOT, code=1)


def test_the_notes_of_a_release_are_its_section_of_the_changelog() -> None:
    changelog = (
        "# Changelog\n\n## [Unreleased]\n\n- c\n\n## [1.2.0] - 2026-01-02\n\n- b\n\n## [1.1.0] - 2026-01-01\n\n- a\n"
    )
    asked = f"import release; print(release.notes({changelog!r}, '1.2.0'), release.notes({changelog!r}, '1.2'))"
    env = {"PYTHONPATH": str(ROOT / "publish")}
    assert run(sys.executable, "-c", asked, cwd=ROOT, env=env) == "- b None\n"

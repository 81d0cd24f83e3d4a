"""`verify` on programs without TensorFlow: verdict, place and stream, and programs that misbehave."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from repro_lint.runtime import workspace
from repro_lint.runtime.compare import Comparison
from repro_lint.runtime.explain import message
from repro_lint.runtime.job import Job
from repro_lint.runtime.observe.streams import PythonStream
from repro_lint.runtime.verify import Verdict, verify

if TYPE_CHECKING:
    from conftest import Folder


def _where(verdict: Verdict) -> tuple[str, int, object]:
    assert verdict.comparison is not None
    assert verdict.comparison.first is not None
    event = verdict.comparison.first.event
    return event.kind, event.line, event.detail.get("stream")


def _said(verdict: Verdict) -> str:
    comparison = verdict.comparison
    assert isinstance(comparison, Comparison)
    return message(comparison, verdict.runs[0])


UNSEEDED = """\
import random

def pick():
    return random.choice(range(10**9))

values = [pick(),
          random.random()]
print(values)
"""


def test_an_unseeded_draw_is_found_at_its_line(folder: Folder) -> None:
    verdict = folder.verify(UNSEEDED)
    assert verdict.verdict == "differs"
    assert _where(verdict) == ("draw", 4, "python")
    assert _said(verdict) == "draw from stream python, never seeded"


def test_seeding_that_stream_alone_makes_it_identical(folder: Folder) -> None:
    verdict = folder.verify(UNSEEDED.replace("import random\n", "import random\nrandom.seed(3)\n"))
    assert verdict.verdict == "identical"
    assert verdict.comparison is not None
    assert verdict.comparison.events >= 3  # the seed call and both draws


def test_a_seed_from_the_clock_is_named_as_such(folder: Folder) -> None:
    verdict = folder.verify("import random, time\nrandom.seed(time.time_ns())\nprint(random.random())\n")
    assert _where(verdict) == ("seed", 2, "python")
    assert "differs from run to run" in _said(verdict)


@pytest.mark.parametrize("seed", [0, 2**40, "text", None])
def test_a_block_that_draws_have_used_up_is_no_seed_call(seed: int | str | None) -> None:
    generator = random.Random(seed)
    stream = PythonStream(SimpleNamespace(_inst=generator))
    assert stream.fresh()
    for _ in range(312):
        generator.random()
    assert generator.getstate()[1][-1] == 624
    assert not stream.fresh()


def test_the_one_word_first_drawn_from_numpy_is_no_seed_call(folder: Folder) -> None:
    """NumPy's own first block ends where a seed call does once a single word is drawn."""
    pytest.importorskip("numpy")
    verdict = folder.verify("import numpy as np\nx = np.random.randint(0, 2**30)\nprint(x)\n")
    assert _where(verdict) == ("draw", 2, "numpy")
    assert "never seeded" in _said(verdict)


def test_a_seed_call_of_numpy_from_the_clock_is_named_as_such(folder: Folder) -> None:
    pytest.importorskip("numpy")
    verdict = folder.verify(
        "import time\nimport numpy as np\nnp.random.seed(time.time_ns() % 2**32)\nprint(np.random.rand())\n"
    )
    assert _where(verdict) == ("seed", 3, "numpy")


def test_a_seed_that_comes_after_the_draw_does_not_help(folder: Folder) -> None:
    verdict = folder.verify("import random\nx = [random.random(), 1]\nrandom.seed(1)\nprint(x)\n")
    assert _where(verdict) == ("draw", 2, "python")


def test_a_random_pause_reaches_no_result(folder: Folder) -> None:
    """Draws whose effect nothing shows are noted, not judged, once the program has results."""
    pytest.importorskip("sklearn")
    text = """\
        import random, time
        from sklearn.linear_model import LinearRegression
        time.sleep(random.random() / 100)
        model = LinearRegression().fit([[0.0], [1.0]], [0.0, 1.0])
        """
    verdict = folder.verify(text)
    assert verdict.verdict == "identical"
    assert any("train.py:3" in note for note in verdict.notes)


def test_scikit_learn_drawing_through_numpys_inner_state_is_seen(folder: Folder) -> None:
    pytest.importorskip("sklearn")
    text = """\
        from sklearn.datasets import make_classification
        from sklearn.ensemble import RandomForestClassifier
        x, y = make_classification(100, random_state=0)
        model = RandomForestClassifier(5)
        model.fit(x, y)
        """
    verdict = folder.verify(text)
    assert verdict.verdict == "differs"
    assert _where(verdict) == ("draw", 5, "numpy")
    assert (
        folder.verify(text.replace("RandomForestClassifier(5)", "RandomForestClassifier(5, random_state=1)")).verdict
        == "identical"
    )


def test_threads_that_add_up_show_in_the_prediction(folder: Folder) -> None:
    """One fitted forest predicts other last bits in each run; on one thread it does not."""
    pytest.importorskip("sklearn")
    text = """\
        from sklearn.datasets import make_regression
        from sklearn.ensemble import RandomForestRegressor
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler
        x, y = make_regression(1000, 10, noise=3.3, random_state=0)
        model = make_pipeline(StandardScaler(), RandomForestRegressor(60, random_state=1, n_jobs=4))
        model.fit(x, y)
        kept = model.predict(x).argmax()
        """
    verdict = folder.verify(text)
    assert verdict.verdict == "differs"
    assert _where(verdict)[:2] == ("result", 8)
    assert "the result of `Pipeline.predict` differs" in _said(verdict)
    assert "threads" in _said(verdict)
    assert folder.verify(text.replace("n_jobs=4", "n_jobs=1")).verdict == "identical"


def test_a_draw_that_a_call_does_not_use_is_not_where_runs_part(folder: Folder) -> None:
    """A `Lasso` that goes through the features in turn draws all the same."""
    pytest.importorskip("sklearn")
    text = """\
        from sklearn.datasets import make_regression
        from sklearn.linear_model import Lasso
        from sklearn.neural_network import MLPRegressor
        x, y = make_regression(100, 10, noise=3.3, random_state=0)
        Lasso().fit(x, y)
        MLPRegressor(hidden_layer_sizes=4, max_iter=3).fit(x, y)
        """
    verdict = folder.verify(text)
    assert verdict.verdict == "differs"
    assert _where(verdict) == ("draw", 6, "numpy")


def test_what_estimators_come_to_is_recorded_once_for_each_call(folder: Folder) -> None:
    pytest.importorskip("sklearn")
    text = """\
        from sklearn.base import BaseEstimator, ClassifierMixin
        from sklearn.cluster import KMeans
        from sklearn.datasets import make_classification
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import GridSearchCV
        from sklearn.preprocessing import StandardScaler

        class Mine(ClassifierMixin, BaseEstimator):
            def fit(self, x, y):
                self.classes_ = [0, 1]
                return self

            def predict(self, x):
                return (x[:, 0] > 0).astype(int)

        x, y = make_classification(100, random_state=0)
        scaled = StandardScaler().fit_transform(x)
        groups = KMeans(2, random_state=0, n_init=1).fit_predict(scaled)
        search = GridSearchCV(LogisticRegression(), {"C": [1, 2]}).fit(scaled, y)
        search.predict_proba(scaled), search.score(scaled, y)
        Mine().fit(x, y).predict(x)
        for _ in range(1000):
            search.predict(scaled[:1])
        """
    verdict = folder.verify(text)
    assert verdict.verdict == "identical"
    results = [event.detail["what"] for event in verdict.runs[0].events if event.kind == "result"]
    assert results[:5] == [
        "StandardScaler.fit_transform",
        "KMeans.fit_predict",
        "GridSearchCV.fit",
        "GridSearchCV.predict_proba",
        "GridSearchCV.score",
    ]
    assert results[5] == "Mine.predict"
    assert 64 <= results.count("GridSearchCV.predict") <= 70


def test_a_generator_of_its_own(folder: Folder) -> None:
    pytest.importorskip("numpy")
    verdict = folder.verify("import numpy as np\n\nrng = np.random.default_rng()\nx = rng.random(5)\nprint(x)\n")
    assert _where(verdict)[:2] == ("generator", 3)


@pytest.mark.parametrize("made", ["np.random.default_rng()", "np.random.RandomState()", "random.Random()"])
def test_a_generator_that_no_variable_holds(folder: Folder, made: str) -> None:
    pytest.importorskip("numpy")
    text = f"""\
        import random
        import numpy as np
        class Sampler:
            def __init__(self):
                self.generator = {made}
        seeded = np.random.RandomState(3)
        print(Sampler().generator.uniform(0, 1), seeded.rand())
        """
    assert _where(folder.verify(text))[:2] == ("generator", 5)


def test_the_order_of_a_set_of_strings(folder: Folder) -> None:
    text = "names = []\nnames += {f'name{i}' for i in range(40)}\nprint(names)\n"
    verdict = folder.verify(text)
    assert verdict.verdict == "differs"
    assert _where(verdict) == ("variable", 2, None)
    assert "`names`" in _said(verdict)
    assert folder.verify(text, job=Job((), vary=frozenset())).verdict == "identical"


def test_what_a_library_draws_while_it_is_imported_is_not_blamed(folder: Folder) -> None:
    folder.write("import random\nseed = random.random()\n", "library.py")
    (folder.path / "site-packages").mkdir()
    (folder.path / "library.py").rename(folder.path / "site-packages" / "library.py")
    text = """\
        import sys
        sys.path.append("site-packages")
        import library
        names = list({f"name{i}" for i in range(40)})
        """
    verdict = folder.verify(text)
    assert verdict.verdict == "differs"
    assert "`names`" in _said(verdict)


def test_ignoring_output_that_only_tells_the_time(folder: Folder) -> None:
    text = "import time\nprint('took', time.time_ns())\n"
    assert folder.verify(text).verdict == "differs"
    assert folder.verify(text, job=Job((), ignore_stdout=True)).verdict == "identical"


def test_a_line_of_output_that_differs_is_traced_to_the_line_that_printed_it(folder: Folder) -> None:
    text = "import os\nprint('start', 1)\nfor i in range(3):\n    print(i, end=' ')\n    print(os.urandom(4).hex())\n"
    verdict = folder.verify(text)
    assert _where(verdict) == ("stdout", 5, None)
    assert "line 2 of the output" in _said(verdict)


def test_every_python_process_that_a_script_starts_is_observed(folder: Folder) -> None:
    folder.write("import random\nrandom.seed(1)\nprint(random.random())\n", "prepare.py")
    folder.write("import random\nvalues = [random.random()]\nprint(values)\n")
    folder.write(f"{sys.executable} prepare.py && {sys.executable} train.py\n", "all.sh")
    verdict = verify(Job(("bash", "all.sh"), timeout=600))
    assert verdict.comparison is not None
    assert verdict.comparison.first is not None
    event = verdict.comparison.first.event
    assert (event.path, event.line, len(verdict.runs[0].events)) == ("train.py", 2, 3)


def test_under_run_the_same_program_is_identical(folder: Folder) -> None:
    job = Job((), seed=7, environment={"PYTHONHASHSEED": "7"})
    assert folder.verify(UNSEEDED, job=job).verdict == "identical"


def test_a_second_run_does_not_see_the_firsts_files(folder: Folder) -> None:
    text = "import os\nprint(os.path.exists('checkpoint'))\nopen('checkpoint', 'w').write('x')\n"
    assert folder.verify(text).verdict == "identical"
    assert not (folder.path / "checkpoint").exists()
    assert folder.verify(text, job=Job((), in_place=True)).verdict == "differs"


def test_what_lies_beside_the_folder_is_there_and_links_inside_lead_into_the_copy(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "x.csv").write_text("1")
    source = tmp_path / "project" / "source"
    (source / "runs").mkdir(parents=True)
    (source / "latest").symlink_to("runs")
    scratch = tmp_path / "scratch"
    copy = workspace.make_copy(workspace.plan(source, scratch), workspace.beside(source, scratch))
    assert (copy.root / ".." / ".." / "data" / "x.csv").read_text() == "1"
    (copy.root / "latest" / "checkpoint").touch()
    assert list(copy.written()) == ["runs/checkpoint"]
    assert not (source / "runs" / "checkpoint").exists()


def test_listing_order_can_be_varied(folder: Folder) -> None:
    for name in "abcd":
        (folder.path / name).write_text("")
    text = "import os\nnames = [n for n in os.listdir() if len(n) == 1]\nprint(names)\n"
    assert folder.verify(text).verdict == "identical"
    assert folder.verify(text, job=Job((), vary=frozenset({"listing"}))).verdict == "differs"
    assert (
        folder.verify(
            text.replace("os.listdir()", "sorted(os.listdir())"), job=Job((), vary=frozenset({"listing"}))
        ).verdict
        == "identical"
    )


MISBEHAVING = {
    "fork": """\
        import os, random
        random.seed(1)
        pid = os.fork()
        if not pid:
            random.random()
            os._exit(0)
        os.waitpid(pid, 0)
        print(random.random())
        """,
    "spawn": """\
        import multiprocessing, random
        def work(n):
            return n * n
        if __name__ == "__main__":
            random.seed(1)
            with multiprocessing.get_context("spawn").Pool(2) as pool:
                print(pool.map(work, range(5)), random.random())
        """,
    "threads": """\
        import random, threading
        random.seed(1)
        thread = threading.Thread(target=random.random)
        thread.start()
        thread.join()
        print(random.random())
        """,
    "os._exit": """\
        import os, random
        random.seed(1)
        print(random.random(), flush=True)
        os._exit(0)
        """,
    "chdir": """\
        import os, random, tempfile
        os.chdir(tempfile.gettempdir())
        random.seed(1)
        print(random.random())
        """,
    "stdin": "import sys\nprint(len(sys.stdin.read()))",
    "megabytes": "for _ in range(150_000):\n    print('x' * 20)",
    "closes every file": """\
        import os, random
        random.seed(2)
        os.closerange(3, 100)
        own = open("own", "w")
        x = random.random()
        print(x)
        """,
    "starts itself again": """\
        import os, random, sys
        if os.environ["PYTHONHASHSEED"] != "0":
            os.environ["PYTHONHASHSEED"] = "0"
            os.execv(sys.executable, [sys.executable, *sys.argv])
        random.seed(1)
        print(random.random(), {f"name{i}" for i in range(9)})
        """,
    "subprocess": """\
        import subprocess, sys, random
        random.seed(1)
        print(subprocess.run([sys.executable, "-c", "print(1)"], capture_output=True).stdout, random.random())
        """,
}


@pytest.mark.parametrize("name", MISBEHAVING)
def test_unusual_programs_get_an_honest_verdict(folder: Folder, name: str) -> None:
    verdict = folder.verify(MISBEHAVING[name], job=Job((), timeout=600))
    assert verdict.verdict == "identical", verdict.reason


FAILING = {
    "raises": ("raise SystemExit(3)", "exit status 3"),
    "is killed": ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "signal 9"),
    "replaces itself": ("import os, sys\nos.execv('/bin/true', ['true'])", "without its last events"),
    "never ends": ("import time\ntime.sleep(60)", "within 2 s"),
    "ignores the end": (
        "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\ntime.sleep(60)",
        "within 2 s",
    ),
}


@pytest.mark.parametrize("name", FAILING)
def test_a_program_that_fails_is_unknown(folder: Folder, name: str) -> None:
    text, reason = FAILING[name]
    verdict = folder.verify(text, job=Job((), timeout=2 if "within" in reason else 600))
    assert verdict.verdict == "unknown"
    assert reason in verdict.reason


@pytest.fixture
def pids() -> Iterator[Path]:
    """A folder that a run can write to, and what it writes stays: the temporary folder is shared."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


DAEMONS = {
    "with a session of its own": """\
        import subprocess
        pid = subprocess.Popen(["sleep", "1000"], start_new_session=True).pid
        """,
    "without its environment": """\
        import subprocess
        pid = subprocess.Popen(["sleep", "1000"], start_new_session=True, env={}).pid
        """,
    "whose parents are gone": """\
        import subprocess
        code = "setsid sleep 1000 >/dev/null 2>&1 & echo $!"
        pid = int(subprocess.run(["sh", "-c", code], capture_output=True, start_new_session=True, env={}).stdout)
        """,
    "that ignores signals": """\
        import subprocess
        code = "trap '' TERM HUP INT; while :; do sleep 1000; done"
        pid = subprocess.Popen(["sh", "-c", code], start_new_session=True, env={}).pid
        """,
}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows processes that left the group")
@pytest.mark.parametrize("daemon", DAEMONS)
def test_nothing_outlives_its_run(folder: Folder, pids: Path, daemon: str) -> None:
    text = textwrap.dedent(DAEMONS[daemon]) + f"from pathlib import Path\nPath({str(pids)!r}, str(pid)).touch()\n"
    verdict = folder.verify(text, job=Job((), timeout=60))
    assert verdict.verdict == "identical", verdict.runs[-1].stderr
    assert len(list(pids.iterdir())) == 2
    _await_end(pids)


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGQUIT", "SIGINT"])
@pytest.mark.parametrize("times", [1, 4])
def test_nothing_outlives_verify_when_it_is_asked_to_end(folder: Folder, pids: Path, name: str, times: int) -> None:
    """Neither the program with its daemon nor the copy, however often it is asked."""
    folder.write(
        f"""\
        import os, subprocess, time
        pid = subprocess.Popen(["sleep", "1000"], start_new_session=True, env={{}}).pid
        for one in (pid, os.getpid()):
            open(f"{pids}/{{one}}", "w")
        time.sleep(1000)
        """
    )
    command = [sys.executable, "-m", "repro_lint", "verify", "train.py"]
    with tempfile.TemporaryDirectory() as temporary:
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "TMPDIR": temporary}
        with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) as process:
            _await(lambda: len(list(pids.iterdir())) == 2)
            for _ in range(times):
                process.send_signal(signal.Signals[name])
                time.sleep(0.01)
            assert process.wait(120) == 128 + signal.Signals[name]
        assert list(Path(temporary).iterdir()) == []
    _await_end(pids)


def _await_end(pids: Path) -> None:
    """The processes named in the folder are gone, or wait for nothing but their parent."""
    commands = [Path("/proc", pid.name, "cmdline") for pid in pids.iterdir()]
    _await(lambda: not any(map(_read, commands)))


def _await(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""

"""From a keystroke to the diagnostics: a script of 1,000 lines open in an editor, in a program of 500 modules.

    python benchmarks/editor.py [--modules 500] [--keystrokes 60]

The program is generated: a package whose modules import each other, the script that reaches all of them, and some
scripts more that reach some. Every keystroke goes over a real connection to a real server.
"""

from __future__ import annotations

import argparse
import math
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from editor import Editor, capabilities

SCRIPTS = 10
MODULE = '''\
"""Step {number} of the pipeline."""

import random

import numpy as np
{imports}

SIZE = {number}


class Step{number}:
    """Keeps what it was given."""

    def __init__(self, size=SIZE, rate=0.1):
        self.size = size
        self.rate = rate
        self.history = []

    def run(self, values):
        for value in values:
            if value > self.rate:
                self.history.append(value * self.size)
        return noise(self.size) + len(self.history)


def noise(size):
    """Some noise."""
    return np.random.normal(size=size) * {number}


def pick(values, count=3):
    """Some of the values."""
    chosen = [random.choice(values) for _ in range(count)]
    return sorted(chosen)


def run(values):
    """This step, and the ones before it."""
    step = Step{number}(size=len(values))
    total = step.run(values)
{calls}
    return total + sum(pick(values))
'''
SECTION = '''
def build_{number}(width, depth=2):
    """One variant of the network."""
    layers = [keras.layers.Input((width,))]
    for _ in range(depth):
        layers.append(keras.layers.Dense(width, activation="relu"))
        layers.append(keras.layers.Dropout(0.3))
    model = keras.Sequential([*layers, keras.layers.Dense(3, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    return model


def train_{number}(values, labels):
    """Train the variant and say how well it does."""
    x_train, x_test, y_train, y_test = train_test_split(values, labels, test_size=0.25)
    model = build_{number}(x_train.shape[1])
    model.fit(x_train, y_train, epochs=2, verbose=0)
    return model.evaluate(x_test, y_test, verbose=0)
'''


def generate(folder: Path, modules: int) -> str:
    """Write the program; the text of the script to open."""
    (folder / "pyproject.toml").write_text("")
    package = folder / "lab"
    package.mkdir()
    (package / "__init__.py").write_text("")
    count = modules - SCRIPTS - 2
    for number in range(count):
        before = sorted({(number - 1) // 2, number * 2 // 3}) if number else []
        imports = "\n".join(f"from lab import step_{one}" for one in before if one < number)
        calls = "\n".join(f"    total += step_{one}.run(values[: {one + 1}])" for one in before[:1] if one < number)
        (package / f"step_{number}.py").write_text(MODULE.format(number=number, imports=imports, calls=calls))
    for number in range(SCRIPTS):
        step = number * count // SCRIPTS
        text = (
            f"import numpy as np\n\nfrom lab import step_{step}\n\nnp.random.seed(3)\nprint(step_{step}.run([1, 2]))\n"
        )
        (folder / f"script_{number}.py").write_text(text)
    text = _script(count)
    (folder / "train.py").write_text(text)
    return text


def _script(count: int) -> str:
    imports = "\n".join(f"from lab import step_{number}" for number in range(count // 2, count))
    sections = (1000 - imports.count("\n") - 40) // (SECTION.count("\n") + 1)
    libraries = "import numpy as np\nfrom sklearn.model_selection import train_test_split\nfrom tensorflow import keras"
    calls = "\n".join(f"    print(train_{number}(values, labels))" for number in range(sections))
    used = "\n".join(f"    print(step_{number}.run([1, 2, 3]))" for number in range(count - 8, count))
    main = f"\n\ndef main():\n    values, labels = np.zeros((90, 8)), np.arange(90) % 3\n{calls}\n{used}\n\n\nmain()\n"
    return f"{libraries}\n{imports}\n\n" + "\n".join(SECTION.format(number=number) for number in range(sections)) + main


def measure(folder: Path, text: str, keystrokes: int) -> tuple[float, list[float], float]:
    """Seconds to the first diagnostics, from each keystroke to its diagnostics, and of the server's work for one."""
    with Editor(folder, capabilities(pull=True)) as editor:
        start = time.perf_counter()
        uri = editor.open("train.py", text)
        found = len(editor.pull(uri))
        first = time.perf_counter() - start
        times: list[float] = []
        place = text.index("    return model.evaluate", len(text) // 2)
        editor.type(uri, place, place, f"    extra = 1{'0' * keystrokes}\n")
        place += len("    extra = 1")
        editor.pull(uri)
        before = worked(editor.pid)
        for _ in range(keystrokes):  # a digit goes: the text always parses, so every keystroke is judged in full
            start = time.perf_counter()
            editor.type(uri, place, place + 1, "")
            editor.pull(uri)
            times.append(time.perf_counter() - start)
        print(f"{found} diagnostics, {text.count(chr(10))} lines")
        return first, times, (worked(editor.pid) - before) / keystrokes


def worked(process: int) -> float:
    """The seconds that a process and its children computed, whatever else the machine did meanwhile; not a number
    where nobody tells."""
    told = Path(f"/proc/{process}/stat")
    if not told.exists():
        return math.nan
    user, system = told.read_text().rpartition(")")[2].split()[11:13]
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK") + sum(worked(int(child)) for child in children)


def main() -> None:
    """Generate, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--modules", type=int, default=500)
    parser.add_argument("--keystrokes", type=int, default=60)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        text = generate(Path(name), args.modules)
        first, times, work = measure(Path(name), text, args.keystrokes)
    times.sort()
    ninety = times[len(times) * 9 // 10]
    print(
        f"first diagnostics {first:.2f} s; keystroke to diagnostics: median {statistics.median(times) * 1000:.0f} ms, ",
        end="",
    )
    print(f"90 % within {ninety * 1000:.0f} ms, slowest {times[-1] * 1000:.0f} ms; computing {work * 1000:.0f} ms")


if __name__ == "__main__":
    main()

"""What the observer costs: each program bare and observed, in turns in one run, so that both see the same machine.

    python benchmarks/observer.py [--rounds N] [--python EXE] [--program FILE]

Prints the median of the processor time (user and system) and of the wall time in seconds, and their ratios.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from repro_lint.runtime.launch import observed

CNN = """
import os, random
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np
import tensorflow as tf
random.seed(1); np.random.seed(1); tf.random.set_seed(1)
x = np.random.rand(2000, 16, 16, 1).astype("float32"); y = np.random.randint(0, 10, 2000)
model = tf.keras.Sequential([
    tf.keras.layers.Input((16, 16, 1)), tf.keras.layers.Conv2D(16, 3, activation="relu"),
    tf.keras.layers.MaxPooling2D(), tf.keras.layers.Flatten(), tf.keras.layers.Dropout(0.3),
    tf.keras.layers.Dense(10, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(x, y, epochs=3, batch_size=32, verbose=0)
"""
LOOPS = """
import random
total = 0.0
for i in range(1_000_000):
    total += i * 0.5
for i in range(200_000):
    total += random.random()
"""
FOREST = """
from sklearn.datasets import make_classification
from sklearn.ensemble import RandomForestClassifier
x, y = make_classification(2000, random_state=0)
RandomForestClassifier(100, random_state=0).fit(x, y)
"""
PROGRAMS = {"small CNN": CNN, "random forest": FOREST, "pure Python loops (worst case)": LOOPS}


def measure(python: str, program: Path, environment: Mapping[str, str]) -> tuple[float, float]:
    """Processor and wall seconds of one run."""
    before, begun = os.times(), time.perf_counter()
    subprocess.run([python, str(program)], env=dict(environment), check=True, capture_output=True)
    wall, after = time.perf_counter() - begun, os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return used, wall


def compare(python: str, name: str, text: str, rounds: int) -> str:
    """Measure one program; one line of a Markdown table."""
    with tempfile.TemporaryDirectory() as folder:
        program, events = Path(folder, "program.py"), Path(folder, "events")
        program.write_text(text, encoding="utf-8")
        watched = observed(os.environ, {"events": str(events), "home": folder})
        measure(python, program, os.environ)  # the first run warms the file cache
        pairs = [(measure(python, program, os.environ), measure(python, program, watched)) for _ in range(rounds)]
    bare = [statistics.median(one[0][which] for one in pairs) for which in (0, 1)]
    seen = [statistics.median(one[1][which] for one in pairs) for which in (0, 1)]
    ratios = [f"{bare[which]:.2f} | {seen[which]:.2f} | {seen[which] / bare[which]:.2f}" for which in (0, 1)]
    return f"| {name} | {ratios[0]} | {ratios[1]} |"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--program", type=Path)
    arguments = parser.parse_args()
    programs = PROGRAMS
    if arguments.program:
        programs = {arguments.program.name: arguments.program.read_text(encoding="utf-8")}
    print("| program | CPU bare | observed | × | wall bare | observed | × |\n|---|---|---|---|---|---|---|")
    for name, text in programs.items():
        print(compare(arguments.python, name, text, arguments.rounds), flush=True)


if __name__ == "__main__":
    main()

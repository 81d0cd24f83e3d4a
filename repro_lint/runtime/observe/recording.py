"""Puts the recorder together with everything that feeds it, in the program's process."""

from __future__ import annotations

import os
import sys
import time
from typing import Any

from . import frameworks, generators, lines, output, places
from .imports import PostImport
from .leave import at_end
from .record import Recorder
from .streams import NumpyStream, PythonStream, TensorflowStream


def install(settings: dict[str, Any], post_import: PostImport) -> None:
    """Start recording in this process; forked children stay silent."""
    places.configure(settings["home"])
    recorder = Recorder(settings["events"])
    argv = getattr(sys, "orig_argv", sys.argv)
    recorder.emit("start", ("", 0), argv=argv, python=sys.version.split()[0], time=time.time_ns())
    post_import.after("random", lambda module: recorder.watch(PythonStream(module)))
    post_import.after("numpy.random.mtrand", lambda module: recorder.watch(NumpyStream(module)))
    post_import.after("tensorflow.python.eager.context", lambda module: recorder.watch(TensorflowStream(module)))
    recorder.listeners.append(generators.Generators(recorder))
    generators.install(recorder, post_import)
    os.register_at_fork(after_in_child=lambda: _forget(recorder))
    at_end(recorder.close, post_import)
    results = frameworks.install(recorder, post_import, fine=bool(settings.get("fine")))
    recorder.before_close = results.final
    output.install(recorder)
    lines.install(recorder, post_import)


def _forget(recorder: Recorder) -> None:
    recorder.open = False
    lines.stop()

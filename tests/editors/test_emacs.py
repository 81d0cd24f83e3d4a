"""Emacs, with eglot and the settings that `editors/emacs` offers."""

from __future__ import annotations

import json
from pathlib import Path

from example import EDITORS, Project, editor

SESSION = """
(package-initialize)
(load "{settings}")
(setq eglot-sync-connect 30)
(find-file "train.py")
(apply #'eglot (eglot--guess-contact))
(flymake-mode 1)
(defun shown ()
  (mapcar (lambda (one) (vector (line-number-at-pos (flymake-diagnostic-beg one)) (flymake-diagnostic-text one)))
          (flymake-diagnostics)))
(defun wait-until (test)
  (let ((rounds 0))
    (while (and (not (funcall test)) (< rounds 300))
      (flymake-start)
      (accept-process-output nil 0.1)
      (setq rounds (1+ rounds)))))
(wait-until #'shown)
(princ (format "before=%s\\n" (json-encode (vconcat (shown)))))
(repro-lint-fix-all)
(save-buffer)
(wait-until (lambda () (not (shown))))
(princ (format "after=%s\\n" (json-encode (vconcat (shown)))))
"""


def test_findings_and_fixes(tmp_path: Path) -> None:
    project = Project.copied_to(tmp_path)
    session = tmp_path / "session.el"
    session.write_text(SESSION.replace("{settings}", str(EDITORS / "emacs" / "repro-lint.el")), encoding="utf-8")
    expected = project.findings()
    output = project.run(editor("emacs"), "--batch", "--load", str(session))
    told = dict(line.split("=", 1) for line in output.splitlines() if line.startswith(("before=", "after=")))
    shown = json.loads(told["before"])
    assert sorted(line for line, _ in shown) == [line for line, _ in expected]
    assert all(any(rule in text for _, text in shown) for _, rule in expected)
    assert project.findings() == []
    assert json.loads(told["after"]) == []

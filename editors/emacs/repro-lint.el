;;; repro-lint.el --- repro-lint through eglot -*- lexical-binding: t -*-

;; Load this file from your init file; `M-x eglot' in a Python buffer starts the server.

(require 'eglot)

(add-to-list 'eglot-server-programs '((python-mode python-ts-mode) . ("repro-lint" "server")))

(defun repro-lint-fix-all ()
  "Apply every safe fix to the current buffer."
  (interactive)
  (eglot-code-actions (point-min) (point-max) "source.fixAll.repro-lint" t))

(provide 'repro-lint)
;;; repro-lint.el ends here

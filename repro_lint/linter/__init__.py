"""The linter: the stages from paths to findings, fixes and files, and the pipeline that joins them."""

#!/usr/bin/env bash
# What the action does once repro-lint is on PATH: annotations, the SARIF file, the summary; the exit code is an output.
# PATHS and ARGUMENTS are words, as on a command line; SARIF is the report's file.
set -uo pipefail

read -r -a paths <<<"${PATHS:-.}"
read -r -a arguments <<<"${ARGUMENTS:-}"

code=0
repro-lint check --output-format sarif --output-file "$SARIF" "${arguments[@]}" "${paths[@]}" >/dev/null 2>&1
repro-lint check --output-format github "${arguments[@]}" "${paths[@]}" || code=$?

{
  echo "### repro-lint"
  echo '```text'
  repro-lint check --color never "${arguments[@]}" "${paths[@]}" 2>&1 | sed 's/```/` ` `/g' | head -c 900000
  echo '```'
} >>"$GITHUB_STEP_SUMMARY"
echo "exit-code=$code" >>"$GITHUB_OUTPUT"

#!/usr/bin/env bash
# Installs what the tests need, builds, and runs every test project: tests/run.sh
# Or one of them:                                                    tests/run.sh NAME   (Mail, Html, EndToEnd …)
# The last line tells the sum. A project that crashes, hangs or runs no test counts as one failure.
# The tests in a browser share a machine with servers, browsers and whoever else is on it. A few that failed beside others are run once
# more, with nothing beside them: what fails then has failed, and what passes then is named all the same.
set -u
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root" || exit 1
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
limit=70m
again_at_most=5

passed=0 failed=0 skipped=0
# What failed and why, told once more at the end: the output of one test can fill a screen.
failures=$(mktemp)
unsteady=$(mktemp)
trap 'rm -f "$failures" "$unsteady"' EXIT
finish() {
  if [ -s "$unsteady" ]; then
    printf 'Failed beside others, and run again alone:\n'
    cut -c 1-400 "$unsteady"
  fi
  if [ -s "$failures" ]; then
    printf 'Failed:\n'
    cut -c 1-400 "$failures"
  fi
  printf '%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
  [ "$failed" = 0 ] && [ "$passed" -gt 0 ]
  exit
}

broken() { # broken WHAT: something that should have run tests did not
  printf 'tests/run.sh: %s\n' "$*" | tee -a "$failures" >&2
  failed=$((failed + 1))
}

# run_tests NAME [OPTION…]: runs a test project and tells what came of it in total, errors, fails, skips, idle, status and told
# (a file, for the caller to remove); fails itself when there is no sum to read.
run_tests() {
  local name=$1 summary
  shift
  told=$(mktemp)
  timeout --kill-after=10s "$limit" dotnet "artifacts/bin/$name/debug/$name.dll" -noColor "$@" </dev/null 2>&1 | tee "$told"
  status=${PIPESTATUS[0]}
  summary=$(grep -E "^ *$name +Total: " "$told" | tail -n 1)
  [[ $summary =~ Total:\ ([0-9]+),\ Errors:\ ([0-9]+),\ Failed:\ ([0-9]+),\ Skipped:\ ([0-9]+),\ Not\ Run:\ ([0-9]+) ]] || return
  total=${BASH_REMATCH[1]} errors=${BASH_REMATCH[2]} fails=${BASH_REMATCH[3]} skips=${BASH_REMATCH[4]} idle=${BASH_REMATCH[5]}
}

reasons() { # reasons FILE: the failures in what a test project printed, the first lines of each
  awk '/ \[FAIL\]$/ { print; left = 12; next } /^ *Output:$/ { left = 0 } left-- > 0' "$1"
}

run_project() { # run_project DIRECTORY
  local name total errors fails skips idle status told
  name=$(basename "$1")
  if ! run_tests "$name"; then
    reasons "$told" >> "$failures"
    rm -f "$told"
    broken "$name ended with $status before it had run its tests"
    return
  fi
  passed=$((passed + total - fails - skips - idle))
  skipped=$((skipped + skips))
  if [ "$name" = Webmail.EndToEnd.Tests ] && [ "$errors" = 0 ] && [ "$fails" -gt 0 ] && [ "$fails" -le "$again_at_most" ]; then
    again "$name" || return
  fi
  failed=$((failed + fails + errors))
  reasons "$told" >> "$failures"
  rm -f "$told"
  if [ "$total" = 0 ]; then
    broken "$name has no test"
  elif [ "$status" != 0 ] && [ $((fails + errors)) = 0 ]; then
    broken "$name ended with $status though no test failed"
  fi
}

again() { # again NAME: runs the failed ones alone; a theory's other cases run along and are not counted twice
  local first=$fails method
  local options=(-parallelMode none)
  for method in $(sed -nE 's/^ *([A-Za-z0-9_.]+)(\(.*\))? \[FAIL\]$/\1/p' "$told" | sort -u); do
    options+=(-method "$method")
  done
  reasons "$told" >> "$unsteady"
  rm -f "$told"
  if ! run_tests "$1" "${options[@]}"; then
    rm -f "$told"
    broken "$1 ended with $status before it had run again what failed"
    return 1
  fi
  [ "$fails" -gt "$first" ] || passed=$((passed + first - fails))
}

if [ $# -gt 0 ]; then
  projects=("tests/Webmail.$1.Tests")
  build=${projects[0]}
  [ -d "$build" ] || { broken "there is no $build"; finish; }
else
  projects=(tests/*.Tests)
  build=Webmail.sln
fi

tests/testbed/install.sh tests || { broken "the servers and the browser could not be installed"; finish; }
dotnet build "$build" -v quiet --nologo </dev/null || { broken "the build failed"; finish; }
for project in "${projects[@]}"; do
  run_project "$project"
done
finish

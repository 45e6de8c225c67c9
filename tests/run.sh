#!/usr/bin/env bash
# Installs what the tests need, builds, and runs every test project: tests/run.sh
# Or one of them:                                                    tests/run.sh NAME   (Mail, Html, EndToEnd …)
# The last line tells the sum. A project that crashes, hangs or runs no test counts as one failure.
set -u
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root" || exit 1
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
limit=45m

passed=0 failed=0 skipped=0
# What failed and why, told once more at the end: the output of one test can fill a screen.
failures=$(mktemp)
trap 'rm -f "$failures"' EXIT
finish() {
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

run_project() { # run_project DIRECTORY
  local name output status summary total errors fails skips idle
  name=$(basename "$1")
  output=$(mktemp)
  timeout --kill-after=10s "$limit" dotnet "artifacts/bin/$name/debug/$name.dll" -noColor </dev/null 2>&1 | tee "$output"
  status=${PIPESTATUS[0]}
  summary=$(grep -E "^ *$name +Total: " "$output" | tail -n 1)
  awk '/ \[FAIL\]$/ { print; left = 12; next } /^ *Output:$/ { left = 0 } left-- > 0' "$output" >> "$failures"
  rm -f "$output"
  if [[ ! $summary =~ Total:\ ([0-9]+),\ Errors:\ ([0-9]+),\ Failed:\ ([0-9]+),\ Skipped:\ ([0-9]+),\ Not\ Run:\ ([0-9]+) ]]; then
    broken "$name ended with $status before it had run its tests"
    return
  fi
  total=${BASH_REMATCH[1]} errors=${BASH_REMATCH[2]} fails=${BASH_REMATCH[3]} skips=${BASH_REMATCH[4]} idle=${BASH_REMATCH[5]}
  passed=$((passed + total - fails - skips - idle))
  failed=$((failed + fails + errors))
  skipped=$((skipped + skips))
  if [ "$total" = 0 ]; then
    broken "$name has no test"
  elif [ "$status" != 0 ] && [ $((fails + errors)) = 0 ]; then
    broken "$name ended with $status though no test failed"
  fi
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

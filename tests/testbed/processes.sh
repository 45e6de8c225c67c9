# What the scripts of the testbed share: errors, and stopping a process by its pid file. Sourced, not run.
# Debian's IMAP servers conflict with each other: those besides Dovecot are unpacked below this directory, never installed.
beside=/opt/webmail-testbed

library_path() { # library_path ROOT: where the libraries of an unpacked system are, for LD_LIBRARY_PATH
  printf '%s:' "$1"/usr/lib "$1"/usr/lib/*-linux-gnu*
}

fail() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

alive() { # alive PID: a zombie, which nobody has reaped yet, is not
  kill -0 "$1" 2>/dev/null && ! grep -q '^State:[[:space:]]*Z' "/proc/$1/status" 2>/dev/null
}

running() { # running PIDFILE
  local pid
  pid=$(cat "$1" 2>/dev/null)
  [ -n "$pid" ] && alive "$pid"
}

stop_process() { # stop_process PIDFILE: TERM, wait up to 10 seconds, KILL
  local pid
  pid=$(cat "$1" 2>/dev/null)
  [ -n "$pid" ] && alive "$pid" || return 0
  kill "$pid" 2>/dev/null
  for _ in $(seq 500); do
    alive "$pid" || return 0
    sleep 0.02
  done
  kill -9 "$pid" 2>/dev/null
  return 0
}

follow() { # follow PID: stops the server of $dir when that process ends: a test run that is killed leaves no server behind
  while alive "$1"; do
    running "$pid_file" || return
    sleep 1
  done
  "$0" stop "$dir"
  rm -rf "$dir"
}

need_program() { # need_program FILE PACKAGE
  [ -x "$1" ] || fail "$1 is missing (package $2): run tests/testbed/install.sh"
}

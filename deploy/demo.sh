#!/usr/bin/env bash
# The webmail with a mailbox to try it on: a private Dovecot and Postfix, demo mail, and the web server, all on loopback.
#   deploy/demo.sh [--big]
# Stays in the foreground; Ctrl-C stops everything and removes its data. Needs Debian 12 with the .NET SDK, and root.
#   --big, WEBMAIL_DEMO_BIG=1   a second account with 100,000 messages
#   WEBMAIL_PORT                port of the web server (8025)
#   WEBMAIL_DEMO_DIR            where the data is kept, to find it again next time (a temporary directory that is removed)
set -u
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
testbed=$root/tests/testbed
. "$testbed/processes.sh"

big=${WEBMAIL_DEMO_BIG:-}
case ${1:-} in
  '') ;;
  --big) big=1 ;;
  *) fail "usage: deploy/demo.sh [--big]" ;;
esac
[ "$(id -u)" = 0 ] || fail "Dovecot and Postfix need root to give their processes their users"
command -v dotnet >/dev/null || fail "the .NET SDK is missing: https://dotnet.microsoft.com/download"

user=mika@lumen.example
big_user=big@lumen.example
password=kiln-and-cup
web_port=${WEBMAIL_PORT:-8025}
temporary=
children=()
# No build server stays behind.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

free_port() { # free_port FIRST: the first port from there on that nobody listens on
  local port=$1
  while listening "$port"; do port=$((port + 1)); done
  printf '%s\n' "$port"
}

stop_all() {
  trap - EXIT
  trap '' INT TERM
  local pid
  for pid in "${children[@]}"; do
    kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null
  done
  "$testbed/postfix.sh" stop "$dir/postfix"
  "$testbed/dovecot.sh" stop "$dir/dovecot"
  [ -z "$temporary" ] || rm -rf "$dir"
}

run() { # run COMMAND...: like COMMAND, but a signal need not wait for its end
  "$@" &
  local pid=$!
  children+=("$pid")
  wait "$pid"
}

quietly() { # quietly WHAT COMMAND...: shows the output only when it fails
  local what=$1 log=$dir/$1.log
  shift
  run "$@" >"$log" 2>&1 </dev/null || { tail -n 40 "$log" >&2; fail "$what failed"; }
}

build() {
  quietly build dotnet publish "$root/src/Webmail.Web" -c Release -o "$dir/web" -v quiet -p:UseSharedCompilation=false
  quietly build-mailbox dotnet build "$root/tests/Webmail.DemoMailbox" -c Release -v quiet -p:UseSharedCompilation=false
}

fill() { # fill USER [OPTION...]
  local account=$1
  shift
  quietly mailbox dotnet "$root/artifacts/bin/Webmail.DemoMailbox/release/Webmail.DemoMailbox.dll" \
    --port "$imap_port" --user "$account" --password "$password" "$@"
}

status_of() { # status_of PATH: status and location of the answer
  exec 4<>"/dev/tcp/127.0.0.1/$web_port" || return 1
  printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nConnection: close\r\n\r\n' "$1" "$web_port" >&4
  awk 'NR == 1 { status = $2 } tolower($1) == "location:" { location = $2 } /^\r?$/ { exit } END { print status, location }' <&4 | tr -d '\r'
  exec 4>&-
}

answers() { # the page is there, behind at most one redirect
  local status location
  read -r status location < <(status_of / 2>/dev/null)
  case ${status:-} in
    30?)
      case $location in *://*) location=/${location#*://*/} ;; esac
      read -r status _ < <(status_of "$location" 2>/dev/null)
      ;;
  esac
  [ "${status:-}" = 200 ]
}

if [ -n "${WEBMAIL_DEMO_DIR:-}" ]; then
  mkdir -p "$WEBMAIL_DEMO_DIR" && dir=$(cd "$WEBMAIL_DEMO_DIR" && pwd) || exit 1
else
  dir=$(mktemp -d /tmp/webmail-demo.XXXXXX) && chmod 755 "$dir" || exit 1
  temporary=yes
fi
trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

listening "$web_port" && fail "port $web_port is taken; choose another with WEBMAIL_PORT"
"$testbed/install.sh" building || exit 1
"$testbed/install.sh" demo &
install=$!
children+=("$install")
build
wait "$install" || exit 1

imap_port=$(free_port 8143)
imaps_port=$(free_port 8993)
lmtp_port=$(free_port 8024)
smtp_port=$(free_port 8587)
mkdir -p "$dir/dovecot" "$dir/postfix" "$dir/data"
printf '%s:{PLAIN}%s\n' "$user" "$password" "$big_user" "$password" >"$dir/dovecot/users"
DOVECOT_IMAP_PORT=$imap_port DOVECOT_IMAPS_PORT=$imaps_port DOVECOT_LMTP_PORT=$lmtp_port \
  "$testbed/dovecot.sh" start "$dir/dovecot" || exit 1
POSTFIX_PORT=$smtp_port DOVECOT_DIR=$dir/dovecot DOVECOT_LMTP_PORT=$lmtp_port \
  "$testbed/postfix.sh" start "$dir/postfix" || exit 1
[ -e "$dir/filled" ] || { fill "$user" && touch "$dir/filled"; }
[ -z "$big" ] || [ -e "$dir/filled-big" ] || { fill "$big_user" --big 100000 && touch "$dir/filled-big"; }

cd "$dir/web" || exit 1
env ASPNETCORE_URLS="http://127.0.0.1:$web_port" Webmail__DataDirectory="$dir/data" \
  Webmail__Imap__Host=127.0.0.1 Webmail__Imap__Port="$imap_port" \
  Webmail__Imap__Security=StartTls Webmail__Imap__AllowInvalidCertificate=true \
  Webmail__Smtp__Host=127.0.0.1 Webmail__Smtp__Port="$smtp_port" \
  Webmail__Smtp__Security=StartTls Webmail__Smtp__AllowInvalidCertificate=true \
  dotnet Webmail.Web.dll >"$dir/web.log" 2>&1 </dev/null &
web=$!
children+=("$web")
for try in $(seq 300); do
  answers && break
  alive "$web" && [ "$try" -lt 300 ] || { tail -n 20 "$dir/web.log" >&2; fail "the webmail did not start"; }
  sleep 0.2
done

printf 'URL %s\nUser %s\nPassword %s\nIMAP %s\nSMTP %s\n' \
  "http://127.0.0.1:$web_port/" "$user" "$password" "127.0.0.1:$imap_port" "127.0.0.1:$smtp_port"
[ -z "$big" ] || printf 'Big %s (100,000 messages, the same password)\n' "$big_user"
wait "$web"
status=$?
tail -n 20 "$dir/web.log" >&2
fail "the webmail ended with $status"

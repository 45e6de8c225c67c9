#!/usr/bin/env bash
# Installs the servers, the browser and the fonts that the demo and the tests use (Debian 12, as root).
#   install.sh [servers|proxies|browser|demo|tests]...     (default: tests)
# Installs only what is missing, asks nothing, starts no system service.
set -u
. "$(dirname "$0")/processes.sh"

servers() {
  need /usr/lib/dovecot/imap dovecot-imapd
  need /usr/lib/dovecot/lmtp dovecot-lmtpd
  need /usr/bin/redis-server redis-server
  need /usr/lib/postfix/sbin/master postfix
  need /usr/bin/openssl openssl
}

proxies() {
  need /usr/sbin/nginx nginx-light
  need /usr/bin/caddy caddy
  need /usr/sbin/haproxy haproxy
}

browser() {
  need /usr/bin/chromium chromium
  need /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc fonts-noto-cjk
  need /usr/share/fonts/truetype/noto/NotoColorEmoji.ttf fonts-noto-color-emoji
}

operation() {
  need /usr/bin/systemd-analyze systemd
  need /usr/bin/fail2ban-regex fail2ban
}

missing=()
need() { # need FILE PACKAGE
  [ -e "$1" ] || missing+=("$2")
}

[ $# -gt 0 ] || set -- tests
for group in "$@"; do
  case $group in
    servers | demo) servers ;;
    proxies) proxies ;;
    browser) browser ;;
    tests) servers; proxies; browser; operation ;;
    *) fail "unknown group '$group'; use servers, proxies, browser, demo or tests" ;;
  esac
done
[ ${#missing[@]} -gt 0 ] || exit 0
[ "$(id -u)" = 0 ] || fail "missing ${missing[*]}; run this as root, or: apt-get install ${missing[*]}"

log=$(mktemp)
policy=/usr/sbin/policy-rc.d
created=
cleanup() {
  rm -f "$log"
  [ -z "$created" ] || rm -f "$policy"
}
trap cleanup EXIT

# Packages of servers start them: this file, where there is none yet, tells Debian's scripts not to.
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod 755 "$policy" && created=yes
fi

apt() {
  DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 -qq "$@" >>"$log" 2>&1 </dev/null
}

printf 'installing %s\n' "${missing[*]}" >&2
apt install -y --no-install-recommends "${missing[@]}" ||
  { apt update && apt install -y --no-install-recommends "${missing[@]}"; } ||
  { tail -n 8 "$log" >&2; fail "apt-get could not install ${missing[*]}"; }

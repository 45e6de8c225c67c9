#!/usr/bin/env bash
# Installs what the demo and the tests use: servers, the browser, fonts, Node.js for the build (Debian 12, as root).
#   install.sh [building|servers|proxies|browser|demo|tests]...     (default: tests)
# Installs only what is missing, asks nothing, starts no system service.
set -u
. "$(dirname "$0")/processes.sh"

servers() {
  need /usr/lib/dovecot/imap dovecot-imapd
  need /usr/lib/dovecot/lmtp dovecot-lmtpd
  need /usr/bin/redis-server redis-server
  need /usr/lib/postfix/sbin/master postfix
  need /usr/bin/openssl openssl
  need /usr/bin/python3 python3
}

other_servers() {
  unpacked cyrus usr/lib/cyrus/bin/imapd cyrus-imapd
  unpacked cyrus usr/lib/cyrus/bin/master cyrus-common
  unpacked cyrus usr/sbin/saslpasswd2 sasl2-bin
  need_library libical.so.3 libical3
  need_library libicuuc.so.72 libicu72
  need_library libjansson.so.4 libjansson4
  need_library libkrb5.so.3 libkrb5-3
  need_library libldap-2.5.so.0 libldap-2.5-0
  need_library libpcreposix.so.3 libpcre3
  need_library libpq.so.5 libpq5
  need_library libsqlite3.so.0 libsqlite3-0
  need_library libwrap.so.0 libwrap0
  need_library libxapian.so.30 libxapian30
  need_library libxml2.so.2 libxml2
  need_library libsasl2.so.2 libsasl2-2
  need_library sasl2/libplain.so.2 libsasl2-modules
  need_library sasl2/libsasldb.so.2 libsasl2-modules-db
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

building() {
  need /usr/bin/node nodejs
  need /usr/bin/npm npm
}

operation() {
  need /usr/bin/systemd-analyze systemd
  need /usr/bin/fail2ban-regex fail2ban
}

missing=()
need() { # need FILE PACKAGE
  [ -e "$1" ] || missing+=("$2")
}

need_library() { # need_library FILE PACKAGE: in the directory of whatever architecture this is
  compgen -G "/usr/lib/*-linux-gnu*/$1" >/dev/null || missing+=("$2")
}

packed=()
unpacked() { # unpacked SERVER FILE PACKAGE: beside the system, because it conflicts with what is installed
  [ -e "$beside/$1/$2" ] || packed+=("$1 $3")
}

[ $# -gt 0 ] || set -- tests
for group in "$@"; do
  case $group in
    building) building ;;
    demo) servers; building ;;
    servers) servers; other_servers ;;
    proxies) proxies ;;
    browser) browser ;;
    tests) servers; other_servers; proxies; browser; operation; building ;;
    *) fail "unknown group '$group'; use building, servers, proxies, browser, demo or tests" ;;
  esac
done
[ ${#missing[@]} -gt 0 ] || [ ${#packed[@]} -gt 0 ] || exit 0
[ "$(id -u)" = 0 ] || fail "missing ${missing[*]} ${packed[*]}; run this as root"

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

twice() { # twice COMMAND...: a second time with a fresh list of packages
  apt "$@" || { apt update && apt "$@"; } || { tail -n 8 "$log" >&2; fail "apt-get could not $*"; }
}

if [ ${#missing[@]} -gt 0 ]; then
  printf 'installing %s\n' "${missing[*]}" >&2
  twice install -y --no-install-recommends "${missing[@]}"
fi

for entry in "${packed[@]}"; do
  read -r server package <<<"$entry"
  printf 'unpacking %s\n' "$package" >&2
  packages=$beside/packages
  mkdir -p "$packages" && cd "$packages" || fail "$packages cannot be made"
  rm -f "$package"_*.deb
  twice download "$package"
  mkdir -p "$beside/$server"
  dpkg -x "$package"_*.deb "$beside/$server" || fail "$package could not be unpacked"
done
rm -rf "$beside/packages"

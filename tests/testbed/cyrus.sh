#!/usr/bin/env bash
# A private Cyrus on loopback: IMAP (plain, STARTTLS and TLS), with everything inside DIR. Needs root.
#   cyrus.sh start DIR
#   cyrus.sh stop DIR
# DIR/users names the accounts, one line `name:password` each. The administrator is `cyrus`, with the password of the first of them.
# `start` takes its options from the environment:
#   CYRUS_IMAP_PORT, CYRUS_IMAPS_PORT   required
#   CYRUS_NAMESPACE     modern (default: top-level mailboxes beside INBOX, `/` between names) or classic (all below INBOX, `.`)
#   CYRUS_QUOTA         kilobytes per user (default 1048576)
#   CYRUS_MAX_MESSAGE   bytes of the largest message that is taken (default 104857600)
#   CYRUS_WITHOUT       capabilities that are not offered, e.g. "LITERAL+ MULTIAPPEND"
#   CYRUS_OWNER         a process id: when that process ends without a `stop`, Cyrus ends and DIR goes
set -u
. "$(dirname "$0")/processes.sh"

usage="usage: cyrus.sh start|stop DIR"
action=${1:?$usage}
dir=${2:?$usage}
pid_file=$dir/master.pid
root=$beside/cyrus
programs=$root/usr/lib/cyrus/bin
export LD_LIBRARY_PATH
LD_LIBRARY_PATH=$(library_path "$root")

make_certificate() {
  [ -s "$dir/tls.crt" ] && return
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -keyout "$dir/tls.key" \
    -out "$dir/tls.crt" -subj /CN=localhost -addext 'subjectAltName=DNS:localhost,IP:127.0.0.1' 2>/dev/null ||
    fail "openssl could not make a certificate in $dir"
  chmod 644 "$dir/tls.key"
}

write_config() {
  local modern=yes
  [ "${CYRUS_NAMESPACE:-modern}" = modern ] || modern=no
  cat >"$dir/imapd.conf" <<C
configdirectory: $dir/lib
proc_path: $dir/lib/proc
mboxname_lockpath: $dir/lib/lock
defaultpartition: default
partition-default: $dir/spool
servername: localhost
admins: cyrus
cyrus_user: mail
cyrus_group: mail
allowplaintext: yes
altnamespace: $modern
unixhierarchysep: $modern
virtdomains: off
sasl_mech_list: PLAIN LOGIN
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_sasldb_path: $dir/sasldb2
tls_server_cert: $dir/tls.crt
tls_server_key: $dir/tls.key
tls_session_timeout: 0
failedloginpause: 0
expunge_mode: immediate
delete_mode: immediate
autocreate_quota: ${CYRUS_QUOTA:-1048576}
autocreate_inbox_folders: Drafts|Sent|Junk|Trash|Archive
autocreate_subscribe_folders: Drafts|Sent|Junk|Trash|Archive
xlist-drafts: Drafts
xlist-sent: Sent
xlist-junk: Junk
xlist-trash: Trash
xlist-archive: Archive
munge8bit: no
maxmessagesize: ${CYRUS_MAX_MESSAGE:-104857600}
${CYRUS_WITHOUT:+suppress_capabilities: $CYRUS_WITHOUT}
C
  cat >"$dir/cyrus.conf" <<C
START {
  recover cmd="$programs/ctl_cyrusdb -C $dir/imapd.conf -r"
}
SERVICES {
  imap  cmd="$programs/imapd -C $dir/imapd.conf -U 30" listen="127.0.0.1:$CYRUS_IMAP_PORT" prefork=0 maxchild=500 maxforkrate=500
  imaps cmd="$programs/imapd -C $dir/imapd.conf -s -U 30" listen="127.0.0.1:$CYRUS_IMAPS_PORT" prefork=0 maxchild=500 maxforkrate=500
}
EVENTS {
  checkpoint cmd="$programs/ctl_cyrusdb -C $dir/imapd.conf -c" period=30
}
C
}

# One program for each password is slow: what has been written is kept until the list changes.
write_passwords() {
  local name password first=
  cmp -s "$dir/users" "$dir/users.written" && return
  rm -f "$dir/sasldb2"
  while IFS=: read -r name password; do
    [ -n "$first" ] || first=$password
    printf '%s' "$password" | "$root/usr/sbin/saslpasswd2" -p -c -f "$dir/sasldb2" -u localhost "$name" || fail "saslpasswd2 refused $name"
  done <"$dir/users"
  printf '%s' "$first" | "$root/usr/sbin/saslpasswd2" -p -c -f "$dir/sasldb2" -u localhost cyrus || fail "saslpasswd2 refused cyrus"
  cp "$dir/users" "$dir/users.written"
}

case $action in
  start)
    : "${CYRUS_IMAP_PORT:?}" "${CYRUS_IMAPS_PORT:?}"
    [ "$(id -u)" = 0 ] || fail "Cyrus needs root to give its processes their user"
    need_program "$programs/imapd" cyrus-imapd
    need_program "$root/usr/sbin/saslpasswd2" sasl2-bin
    running "$pid_file" && fail "a Cyrus runs in $dir already"
    [ -s "$dir/users" ] || fail "$dir/users names no account"
    mkdir -p "$dir"/{spool,lib/{proc,lock,db,msg,log,socket}}
    chmod 755 "$dir"
    make_certificate
    write_config
    write_passwords
    chown -R mail:mail "$dir/lib" "$dir/spool" "$dir/sasldb2"
    # It logs to syslog alone. A session of its own makes it a group that can be stopped whole.
    setsid "$programs/master" -C "$dir/imapd.conf" -M "$dir/cyrus.conf" -p "$pid_file" >"$dir/master.log" 2>&1 </dev/null &
    { [ -z "${CYRUS_OWNER:-}" ] || { for _ in $(seq 100); do running "$pid_file" && break; sleep 0.1; done; follow "$CYRUS_OWNER"; }; } \
      </dev/null >/dev/null 2>&1 &
    ;;
  stop)
    running "$pid_file" || exit 0
    group=$(cat "$pid_file")
    stop_process "$pid_file"
    kill -KILL -- "-$group" 2>/dev/null
    exit 0
    ;;
  *) fail "$usage" ;;
esac

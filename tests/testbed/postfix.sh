#!/usr/bin/env bash
# A private Postfix on loopback: takes mail from users whom Dovecot knows and delivers it back to Dovecot. Needs root.
#   postfix.sh start DIR
#   postfix.sh stop DIR
# `start` takes its options from the environment, all required:
#   POSTFIX_PORT         submission (RFC 6409): AUTH, and STARTTLS with the certificate DOVECOT_DIR/tls.crt
#   DOVECOT_DIR          directory of a running dovecot.sh, which checks the passwords
#   DOVECOT_LMTP_PORT    where the mail goes
# Every address is local: nothing ever leaves the machine, and an unknown recipient comes back as a bounce.
set -u
. "$(dirname "$0")/processes.sh"

usage="usage: postfix.sh start|stop DIR"
action=${1:?$usage}
dir=${2:?$usage}
pid_file=$dir/queue/pid/master.pid
programs=/usr/lib/postfix/sbin

write_config() {
  cat >"$dir/main.cf" <<C
compatibility_level = 3.6
queue_directory = $dir/queue
data_directory = $dir/data
maillog_file = $dir/postfix.log
maillog_file_prefixes = $dir
multi_instance_name = postfix-private
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = localhost
mydestination =
local_recipient_maps =
alias_maps =
default_transport = lmtp:inet:127.0.0.1:$DOVECOT_LMTP_PORT
relay_transport = lmtp:inet:127.0.0.1:$DOVECOT_LMTP_PORT
local_transport = lmtp:inet:127.0.0.1:$DOVECOT_LMTP_PORT
disable_dns_lookups = yes
mynetworks =
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = $DOVECOT_DIR/run/auth-client
smtpd_sasl_security_options = noanonymous
smtpd_tls_security_level = may
smtpd_tls_cert_file = $DOVECOT_DIR/tls.crt
smtpd_tls_key_file = $DOVECOT_DIR/tls.key
smtpd_client_connection_rate_limit = 0
message_size_limit = 52428800
mailbox_size_limit = 0
smtputf8_enable = yes
minimal_backoff_time = 5s
queue_run_delay = 5s
C
  cat >"$dir/master.cf" <<C
127.0.0.1:$POSTFIX_PORT inet n - n - - smtpd
${POSTFIX_OLD_PORT:+127.0.0.1:$POSTFIX_OLD_PORT inet n - n - - smtpd -o smtpd_discard_ehlo_keywords=smtputf8}
cleanup   unix n - n - 0 cleanup
qmgr      unix n - n 300 1 qmgr
rewrite   unix - - n - - trivial-rewrite
bounce    unix - - n - 0 bounce
defer     unix - - n - 0 bounce
trace     unix - - n - 0 bounce
verify    unix - - n - 1 verify
proxymap  unix - - n - - proxymap
tlsmgr    unix - - n 1000? 1 tlsmgr
anvil     unix - - n - 1 anvil
showq     unix n - n - - showq
error     unix - - n - - error
retry     unix - - n - - error
lmtp      unix - - n - - lmtp
postlog   unix-dgram n - n - 1 postlogd
C
}

make_queue() {
  local name
  mkdir -p "$dir/queue/pid" "$dir/data"
  for name in active bounce corrupt defer deferred flush hold incoming private saved trace; do
    install -d -o postfix -m 700 "$dir/queue/$name"
  done
  install -d -o postfix -g postdrop -m 710 "$dir/queue/public"
  install -d -o postfix -g postdrop -m 730 "$dir/queue/maildrop"
  chown postfix "$dir/data"
  chmod 755 "$dir"
}

case $action in
  start)
    : "${POSTFIX_PORT:?}" "${DOVECOT_DIR:?}" "${DOVECOT_LMTP_PORT:?}"
    [ "$(id -u)" = 0 ] || fail "Postfix needs root to give its processes their users"
    need_program "$programs/master" postfix
    running "$pid_file" && fail "a Postfix runs in $dir already"
    make_queue
    write_config
    "$programs/master" -c "$dir" -w >&2 || { tail -n 3 "$dir/postfix.log" >&2; fail "Postfix did not start"; }
    ;;
  stop) stop_process "$pid_file" ;;
  *) fail "$usage" ;;
esac

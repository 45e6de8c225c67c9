#!/usr/bin/env bash
# A private Dovecot on loopback: IMAP (plain, STARTTLS and TLS) and LMTP, with everything inside DIR. Needs root.
#   dovecot.sh start DIR
#   dovecot.sh stop DIR
# DIR/users names the accounts, one line `address:{PLAIN}password` each; Dovecot notices changes by itself.
# `start` takes its options from the environment:
#   DOVECOT_IMAP_PORT, DOVECOT_IMAPS_PORT, DOVECOT_LMTP_PORT   required
#   DOVECOT_FORMAT            sdbox (default), mdbox or maildir
#   DOVECOT_MAX_CONNECTIONS   per user and address (default 10, as Dovecot's own)
#   DOVECOT_QUOTA             storage per user (default 1G)
#   DOVECOT_CAPABILITY        what to advertise instead of everything, e.g. "IMAP4rev1 IDLE"
#   DOVECOT_COMPRESS          yes (default) or no
#   DOVECOT_ACL               yes: users may share mailboxes, which others find under shared/ADDRESS/ (default no)
#   DOVECOT_METADATA          yes (default) or no; "unstored" offers it but has nowhere to keep it
#   DOVECOT_OWNER             a process id: when that process ends without a `stop`, Dovecot ends and DIR goes
# Sessions are logged, bytes as they moved, in DIR/rawlog if that directory exists when they begin.
set -u
. "$(dirname "$0")/processes.sh"

usage="usage: dovecot.sh start|stop DIR"
action=${1:?$usage}
dir=${2:?$usage}
pid_file=$dir/run/master.pid

make_certificate() {
  [ -s "$dir/tls.crt" ] && return
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -keyout "$dir/tls.key" \
    -out "$dir/tls.crt" -subj /CN=localhost -addext 'subjectAltName=DNS:localhost,IP:127.0.0.1' 2>/dev/null ||
    fail "openssl could not make a certificate in $dir"
}

write_sharing() {
  cat <<C
plugin {
  acl = vfile
  acl_shared_dict = file:$dir/mail/shared-mailboxes
}
namespace shared {
  type = shared
  separator = /
  prefix = shared/%%u/
  location = $1:%%h/$1
  subscriptions = no
  list = children
}
C
}

write_config() {
  local format=${DOVECOT_FORMAT:-sdbox} compress= metadata=yes attributes=file:%h/dovecot-attributes
  [ "${DOVECOT_COMPRESS:-yes}" = no ] || compress=imap_zlib
  local acl= imap_acl=
  [ "${DOVECOT_ACL:-no}" = no ] || acl=acl imap_acl=imap_acl
  case ${DOVECOT_METADATA:-yes} in no) metadata=no ;; unstored) attributes= ;; esac
  cat >"$dir/dovecot.conf" <<C
base_dir = $dir/run
state_dir = $dir/state
log_path = $dir/dovecot.log
instance_name = $(basename "$dir")
listen = 127.0.0.1
protocols = imap lmtp

ssl = yes
ssl_cert = <$dir/tls.crt
ssl_key = <$dir/tls.key
disable_plaintext_auth = no
auth_mechanisms = plain login scram-sha-256
auth_failure_delay = 0
auth_cache_size = 0
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%Lu $dir/users
}
userdb {
  driver = static
  args = uid=mail gid=mail home=$dir/mail/%Lu
}
first_valid_uid = 1
first_valid_gid = 1

mail_location = $format:~/$format
mailbox_list_index = yes
mail_attachment_detection_options = add-flags
mail_always_cache_fields = flags date.received size.physical hdr.date hdr.from hdr.subject hdr.to hdr.cc hdr.message-id hdr.in-reply-to hdr.references imap.envelope imap.bodystructure body.snippet
mail_attribute_dict = $attributes
mail_plugins = quota zlib $acl
mail_fsync = never
postmaster_address = postmaster@localhost
hostname = localhost
default_process_limit = 200
default_client_limit = 8000
default_vsz_limit = 1G
rawlog_dir = $dir/rawlog

protocol imap {
  mail_plugins = \$mail_plugins imap_quota $compress $imap_acl
  mail_max_userip_connections = ${DOVECOT_MAX_CONNECTIONS:-10}
  imap_metadata = $metadata
  imap_idle_notify_interval = 2 mins
  ${DOVECOT_CAPABILITY:+imap_capability = $DOVECOT_CAPABILITY}
}
plugin {
  quota = count:User quota
  quota_vsizes = yes
  quota_rule = *:storage=${DOVECOT_QUOTA:-1G}
  quota_grace = 0
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Drafts {
    special_use = \\Drafts
    auto = subscribe
  }
  mailbox Sent {
    special_use = \\Sent
    auto = subscribe
  }
  mailbox Archive {
    special_use = \\Archive
    auto = subscribe
  }
  mailbox Spam {
    special_use = \\Junk
    auto = subscribe
  }
  mailbox Trash {
    special_use = \\Trash
    auto = subscribe
  }
}
${acl:+$(write_sharing "$format")}
service imap-login {
  service_count = 0
  process_min_avail = 1
  inet_listener imap {
    port = $DOVECOT_IMAP_PORT
  }
  inet_listener imaps {
    port = $DOVECOT_IMAPS_PORT
    ssl = yes
  }
}
service imap {
  process_limit = 4000
}
service lmtp {
  inet_listener lmtp {
    port = $DOVECOT_LMTP_PORT
  }
}
service auth {
  # Where the SMTP server asks for passwords.
  unix_listener auth-client {
    mode = 0666
  }
}
service anvil {
  # No growing delay after wrong passwords: every client here has the same address.
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  unix_listener stats-writer {
    mode = 0666
  }
}
C
}

case $action in
  start)
    : "${DOVECOT_IMAP_PORT:?}" "${DOVECOT_IMAPS_PORT:?}" "${DOVECOT_LMTP_PORT:?}"
    [ "$(id -u)" = 0 ] || fail "Dovecot needs root to give its processes their users"
    need_program /usr/lib/dovecot/imap dovecot-imapd
    need_program /usr/lib/dovecot/lmtp dovecot-lmtpd
    running "$pid_file" && fail "a Dovecot runs in $dir already"
    [ -s "$dir/users" ] || fail "$dir/users names no account"
    mkdir -p "$dir/mail" "$dir/state"
    chmod 755 "$dir" "$dir/state"
    [ -d "$dir/rawlog" ] && chmod 777 "$dir/rawlog"
    chown mail:mail "$dir/mail"
    make_certificate
    write_config
    dovecot -c "$dir/dovecot.conf" >&2 || fail "Dovecot did not start; see $dir/dovecot.log"
    # The whole list is redirected, not follow alone: its shell would keep the pipes of whoever called open.
    { [ -z "${DOVECOT_OWNER:-}" ] || follow "$DOVECOT_OWNER"; } </dev/null >/dev/null 2>&1 &
    ;;
  stop)
    running "$pid_file" || exit 0
    # Sessions outlive their master for as long as clients keep them busy: the group goes with it.
    group=$(cat "$pid_file")
    kill -TERM -- "-$group" 2>/dev/null
    stop_process "$pid_file"
    kill -KILL -- "-$group" 2>/dev/null
    exit 0
    ;;
  *) fail "$usage" ;;
esac

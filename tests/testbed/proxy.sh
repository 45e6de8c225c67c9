#!/usr/bin/env bash
# A private reverse proxy on loopback with TLS, from a file of deploy/proxies as it is: only addresses, certificates and timeouts
# are replaced, each of which must be there.
#   proxy.sh start DIR
#   proxy.sh stop DIR
# `start` takes its options from the environment:
#   PROXY_CONFIG       required: name of the file in deploy/proxies; its name says which program reads it
#   PROXY_PORT         required: where it listens, as https://localhost:PORT
#   PROXY_NODES        required: ports of the webmails behind it, one or two
#   PROXY_TIMEOUT      seconds after which it cuts a silent connection (default 60, as in the files)
#   PROXY_WEBSOCKETS   pass (default), refuse (answered with 403) or strip (passed on without the Upgrade header)
#   PROXY_OWNER        a process id: when that process ends without a `stop`, the proxy ends and DIR goes
set -u
. "$(dirname "$0")/processes.sh"

usage="usage: proxy.sh start|stop DIR"
action=${1:?$usage}
dir=${2:?$usage}
pid_file=$dir/proxy.pid
files=$(cd "$(dirname "$0")/../../deploy/proxies" && pwd)

replace() { # replace TEXT BY: everywhere in the site's file, where it must be
  local content
  content=$(cat "$site"; printf .)
  [[ $content == *"$1"* ]] || fail "$PROXY_CONFIG has no '$1'"
  content=${content//"$1"/"$2"}
  printf '%s' "${content%.}" >"$site"
}

make_certificate() {
  mkdir -p "$dir/tls"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -keyout "$dir/tls/privkey.pem" \
    -out "$dir/tls/fullchain.pem" -subj /CN=localhost -addext 'subjectAltName=DNS:localhost,IP:127.0.0.1' 2>/dev/null ||
    fail "openssl could not make a certificate in $dir"
  cat "$dir/tls/fullchain.pem" "$dir/tls/privkey.pem" >"$dir/tls/combined.pem"
}

start_nginx() {
  need_program /usr/sbin/nginx nginx-light
  replace 'listen 443 ' "listen 127.0.0.1:$PROXY_PORT "
  replace 'server_name mail.example.org' 'server_name localhost'
  replace '127.0.0.1:8080' "127.0.0.1:${nodes[0]}"
  replace 'proxy_read_timeout 60s;' "proxy_read_timeout ${timeout}s;"
  case $websockets in
    refuse) replace 'proxy_set_header Upgrade $http_upgrade;' 'if ($http_upgrade) { return 403; }' ;;
    strip) replace 'proxy_set_header Upgrade $http_upgrade;' '' ; replace 'default upgrade;' "default '';" ;;
  esac
  cat >"$dir/main.nginx" <<C
pid $pid_file;
error_log $dir/proxy.log;
worker_processes 1;
events {
  worker_connections 512;
}
http {
  access_log off;
  client_body_temp_path $dir/body;
  proxy_temp_path $dir/proxy;
  include $site;
}
C
  /usr/sbin/nginx -p "$dir" -c "$dir/main.nginx" >>"$dir/proxy.log" 2>&1
}

start_caddy() {
  need_program /usr/bin/caddy caddy
  replace $'\nmail.example.org {\n' $'\n'"https://localhost:$PROXY_PORT"$' {\n\tbind 127.0.0.1\n'
  replace '127.0.0.1:8080' "127.0.0.1:${nodes[0]}"
  [ "$timeout" = 60 ] || replace 'header_up ' "transport http {
			read_timeout ${timeout}s
		}
		header_up "
  case $websockets in
    refuse) replace $'\tbind 127.0.0.1\n' $'\tbind 127.0.0.1\n\t@websocket header Upgrade *\n\trespond @websocket 403\n' ;;
    strip) replace $'\tbind 127.0.0.1\n' $'\tbind 127.0.0.1\n\trequest_header -Upgrade\n\trequest_header -Connection\n' ;;
  esac
  printf '{\n\tadmin off\n\tauto_https disable_redirects\n}\nimport %s\n' "$site" >"$dir/main.caddy"
  HOME=$dir XDG_DATA_HOME=$dir XDG_CONFIG_HOME=$dir /usr/bin/caddy run --adapter caddyfile --config "$dir/main.caddy" \
    </dev/null >>"$dir/proxy.log" 2>&1 &
  printf '%s\n' $! >"$pid_file"
}

start_haproxy() {
  need_program /usr/sbin/haproxy haproxy
  replace 'bind :443 ' "bind 127.0.0.1:$PROXY_PORT "
  for name in client server tunnel; do
    replace "timeout $name 60s" "timeout $name ${timeout}s"
  done
  if [ ${#nodes[@]} = 2 ]; then
    replace '10.0.0.11:8080' "127.0.0.1:${nodes[0]}"
    replace '10.0.0.12:8080' "127.0.0.1:${nodes[1]}"
  else
    replace '127.0.0.1:8080' "127.0.0.1:${nodes[0]}"
  fi
  case $websockets in
    refuse) replace 'http-request set-header X-Forwarded-Proto' 'http-request deny deny_status 403 if { req.hdr(Upgrade) -m found }
    http-request set-header X-Forwarded-Proto' ;;
    strip) replace 'http-request set-header X-Forwarded-Proto' 'http-request del-header Upgrade
    http-request set-header X-Forwarded-Proto' ;;
  esac
  printf 'global\n    maxconn 512\n' >"$dir/global.cfg"
  # Over HTTP/2 a WebSocket is a CONNECT (RFC 8441), whose plain answer would count as its opening: only HTTP/1.1 can be stripped.
  [ "$websockets" != strip ] || printf '    h2-workaround-bogus-websocket-clients\n' >>"$dir/global.cfg"
  /usr/sbin/haproxy -D -p "$pid_file" -f "$dir/global.cfg" -f "$site" >>"$dir/proxy.log" 2>&1
}

case $action in
  start)
    : "${PROXY_CONFIG:?}" "${PROXY_PORT:?}" "${PROXY_NODES:?}"
    read -ra nodes <<<"$PROXY_NODES"
    timeout=${PROXY_TIMEOUT:-60}
    websockets=${PROXY_WEBSOCKETS:-pass}
    [[ $websockets =~ ^(pass|refuse|strip)$ ]] || fail "PROXY_WEBSOCKETS is pass, refuse or strip, not '$websockets'"
    running "$pid_file" && fail "a proxy runs in $dir already"
    make_certificate
    site=$dir/$PROXY_CONFIG
    cp "$files/$PROXY_CONFIG" "$site" || fail "there is no $files/$PROXY_CONFIG"
    replace '/etc/ssl/webmail/' "$dir/tls/"
    case $PROXY_CONFIG in
      nginx*) start_nginx ;;
      Caddy*) start_caddy ;;
      haproxy*) start_haproxy ;;
      *) fail "no program is known for $PROXY_CONFIG" ;;
    esac || { tail -n 5 "$dir/proxy.log" >&2; fail "the proxy did not start"; }
    { [ -z "${PROXY_OWNER:-}" ] || follow "$PROXY_OWNER"; } </dev/null >/dev/null 2>&1 &
    ;;
  stop) stop_process "$pid_file" ;;
  *) fail "$usage" ;;
esac

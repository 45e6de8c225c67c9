#!/usr/bin/env bash
# Runs a program the way a container engine does:   contained.sh APP SECRETS USER GROUP PROGRAM [ARGUMENT]...
# Its root has APP as /app and the files of SECRETS in /run/secrets; only /data and /tmp can be written. It has no capabilities and can
# gain none. Processes and network are those of this machine. Needs root.
set -eu
if [ -z "${CONTAINED:-}" ]; then
  CONTAINED=yes exec unshare --mount --propagation private "${BASH_SOURCE[0]}" "$@"
fi

# Mounted over in a mount table of its own: nobody else sees it, and nothing is left of it.
root=/mnt
app=$1 secrets=$2 user=$3 group=$4
shift 4
mount -t tmpfs -o mode=0755 contained "$root"
cd "$root"
mkdir -p app data tmp usr etc proc sys dev run/secrets
for link in bin lib lib64 sbin; do
  [ ! -e "/$link" ] || ln -s "usr/$link" "$link"
done
for shared in usr etc proc sys dev; do
  mount --rbind "/$shared" "$shared"
done
mount --bind "$app" app
mount --bind "$secrets" run/secrets
for sealed in usr etc app run/secrets; do
  mount -o remount,bind,ro "$sealed"
done
mount -t tmpfs -o "mode=0700,uid=$user,gid=$group" data data
mount -t tmpfs -o mode=1777 tmp tmp
mount -o remount,ro "$root"
exec chroot "$root" /usr/bin/setpriv --reuid="$user" --regid="$group" --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all "$@"

#!/usr/bin/env bash
# A command of the repository on a fresh Debian 12: a chroot by debootstrap (minbase), a fresh clone of what is
# committed, no compiler cache; prints how long it took and ends as the command did. As root.
#
#   bench/fresh_debian.sh                          scripts/test, in a folder that is removed
#   bench/fresh_debian.sh FOLDER COMMAND...        another command, in a folder that is made and kept
#
# DEBIAN_MIRROR names another mirror. Certificates that this machine trusts are trusted there by npm.
set -euo pipefail
[[ "${1:-}" == -h || "${1:-}" == --help ]] && { sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 0; }
cd "$(dirname "${BASH_SOURCE[0]}")/.."
(( $(id -u) == 0 )) || { echo "This needs root, for debootstrap and chroot." >&2; exit 1; }
command -v debootstrap > /dev/null || { echo "This needs the package debootstrap." >&2; exit 1; }
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
kept=${1:-}
root=${kept:-$(mktemp -d)/debian}
(( $# > 0 )) && shift
command=("${@:-scripts/test}")
mounted=()

finish() {
  for ((i = ${#mounted[@]} - 1; i >= 0; --i)); do umount "${mounted[i]}"; done
  if [[ -z "$kept" ]]; then rm -rf --one-file-system "$(dirname "$root")"; fi
}
trap finish EXIT

[[ -e "$root" ]] && { echo "$root is there already; name a folder that is not." >&2; exit 1; }
debootstrap --variant=minbase bookworm "$root" "$mirror" > "$(dirname "$root")/debootstrap.log" ||
  { tail -n 5 "$(dirname "$root")/debootstrap.log" >&2; exit 1; }
cat > "$root/etc/apt/sources.list" <<LIST
deb $mirror bookworm main
deb $mirror bookworm-updates main
deb ${mirror%/debian}/debian-security bookworm-security main
LIST
cp /etc/resolv.conf "$root/etc/"
trusted=/etc/ssl/certs/ca-certificates.crt
trust=()
if [[ -f "$trusted" ]]; then
  cp "$trusted" "$root/root/trusted.crt"
  trust=(NODE_EXTRA_CA_CERTS=/root/trusted.crt npm_config_cafile=/root/trusted.crt)
fi
git clone --quiet . "$root/root/plenary"
for folder in proc sys dev dev/pts dev/shm; do
  mount --bind "/$folder" "$root/$folder"
  mounted+=("$root/$folder")
done

began=$SECONDS status=0
chroot "$root" /usr/bin/env -i HOME=/root LANG=C.UTF-8 CCACHE_DISABLE=1 "${trust[@]}" \
  PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
  sh -c 'cd /root/plenary && exec "$@"' sh "${command[@]}" || status=$?
took=$((SECONDS - began))
printf '%s: ended with %d after %d:%02d on a fresh Debian 12\n' "${command[*]}" "$status" $((took / 60)) $((took % 60))
exit "$status"

#!/bin/sh
# MicroPython for this computer, into a folder of its own: from Debian through apt, without installing anything.
# Debian 12 has none, so the next release's package is unpacked with its libraries and run by its own loader.
# Usage: fetch_micropython.sh [FOLDER]; the interpreter is then FOLDER/micropython.
set -eu
folder=${1:-"$(dirname "$0")/../.micropython"}
release=${MICROPYTHON_RELEASE:-trixie}
if [ -x "$folder/micropython" ]; then exit 0; fi
command -v apt-get >/dev/null || { echo "There is no apt here; put a MicroPython 1.25 or newer at $folder/micropython" >&2; exit 1; }

mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
mkdir -p "$work/lists/partial" "$work/archives/partial" "$work/debs"
keys=/usr/share/keyrings/debian-archive-keyring.gpg
echo "deb [signed-by=$keys] http://deb.debian.org/debian $release main" >"$work/sources.list"
apt() {
  program=$1; shift
  "$program" -q -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=/dev/null \
    -o Dir::State::Lists="$work/lists" -o Dir::Cache::archives="$work/archives" -o Dir::State::status=/dev/null \
    -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root "$@"
}
apt apt-get update >/dev/null
packages=$(apt apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks \
  --no-replaces --no-enhances micropython | grep '^[a-z]')
(cd "$work/debs" && apt apt-get download $packages >/dev/null)
for deb in "$work"/debs/*.deb; do dpkg-deb -x "$deb" "$folder/root"; done

loader=$(find "$folder/root" -name 'ld-linux*' | head -n 1)
libraries=$(dirname "$(find "$folder/root" -name 'libc.so.6' | head -n 1)")
cat >"$folder/micropython" <<END
#!/bin/sh
exec "$loader" --library-path "$libraries" "$folder/root/usr/bin/micropython" "\$@"
END
chmod +x "$folder/micropython"
"$folder/micropython" -c 'import sys; print("MicroPython", sys.version)'

#!/usr/bin/env bash
# A WordPress with a database of its own in an empty folder, on loopback, until standard input closes: `start.sh FOLDER PORT`.
# Says what it is once it answers. The files come from Debian's package, by `cargo xtask tools wordpress`.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$1
PATH=$PATH:/usr/sbin
export WORDPRESS_SOCKET=$folder/database.sock WORDPRESS_URL=http://127.0.0.1:$2

cp -rL "$here/../../../.tools/wordpress/usr/share/wordpress" "$folder/www"
cp "$here/wp-config.php" "$folder/www/"
mariadb-install-db --no-defaults --user="$(id -un)" --datadir="$folder/database" --auth-root-authentication-method=normal --skip-test-db >"$folder/log"
trap 'kill $(jobs -p); wait' EXIT
mariadbd --no-defaults --user="$(id -un)" --datadir="$folder/database" --socket="$WORDPRESS_SOCKET" --skip-networking >>"$folder/log" 2>&1 &
until [ -S "$WORDPRESS_SOCKET" ]; do kill -0 $! && sleep .1; done
php "$here/install.php" "$folder/www"
php -S "127.0.0.1:$2" -t "$folder/www" >>"$folder/log" 2>&1 &
until (: <"/dev/tcp/127.0.0.1/$2") 2>/dev/null; do kill -0 $! && sleep .1; done
echo ready
read -r _ || true

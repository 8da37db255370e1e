#!/bin/sh
# Installs, as root on Debian 12, the products that TestProduct runs, without
# setting up a database or starting a service for them. Says what it does.
set -eu
packages="request-tracker5 rt5-db-mysql rt5-db-postgresql rt5-standalone redmine redmine-mysql redmine-pgsql ruby-webrick"
missing=
for p in ruby-bundler $packages; do
	dpkg-query -W -f '${db:Status-Status}' "$p" 2>/dev/null | grep -qx installed || missing="$missing $p"
done
if [ -z "$missing" ]; then
	echo "Installed already: $packages"
	exit 0
fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
	echo "Missing:$missing (Debian packages). As root on Debian 12, this would install them." >&2
	exit 1
fi
echo "Installing:$missing (about 350 packages with what they need; a few minutes)"
export DEBIAN_FRONTEND=noninteractive

# No service is to start, now or later; what the machine says itself goes first.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
	printf '#!/bin/sh\nexit 101\n' >"$policy"
	chmod 755 "$policy"
	trap 'rm -f "$policy"' EXIT
fi

before=" $(ls /etc/init.d | tr '\n' ' ') "
install() { apt-get install -y -qq --no-install-recommends "$@" >"$log" 2>&1 || { tail -40 "$log" >&2; exit 1; }; }
log=$(mktemp)
apt-get update -qq
# The one keeps the packages from asking for a database server; the other
# is named because Redmine's installation takes a newer bundler if Ruby brings
# one, which does not see Debian's gems.
install dbconfig-no-thanks ruby-bundler
BUNDLER_VERSION=$(dpkg-query -W -f '${Version}' ruby-bundler | sed 's/-.*//')
export BUNDLER_VERSION
install $packages
rm -f "$log"
# Nor at the machine's next start, of those that are new here.
for service in $(ls /etc/init.d); do
	case "$before" in
	*" $service "*) ;;
	*) update-rc.d "$service" disable >/dev/null 2>&1 || true ;;
	esac
done
echo "Installed: $packages"

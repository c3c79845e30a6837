#!/bin/bash
# Installs what clusters and the tests with real servers need on Debian 12: packages, moto in .sandbox/venv, and programs
# built with Go in .sandbox/bin. Run as root; a second run changes nothing. `--no-build` leaves out what needs Go:
# sandbox/tools/build.sh builds it.
set -euo pipefail
umask 022

usage() { echo "usage: .ci/setup-debian.sh [--no-build]" >&2; exit 2; }
build=true
case ${1:-} in
  "") ;;
  --no-build) build=false ;;
  *) usage ;;
esac
[[ $# -le 1 ]] || usage
if [[ $EUID -ne 0 ]]; then
  echo "setup: installing packages needs root; run: sudo .ci/setup-debian.sh" >&2
  exit 5
fi
if ! command -v apt-get >/dev/null; then
  echo "setup: apt-get not found; this script is for Debian 12 (other systems: install the same by hand)" >&2
  exit 1
fi
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# What runs a cluster, what builds the images, the servers, and what the tests look with into what jobs wrote.
wanted=(
  containerd runc containernetworking-plugins iproute2 nftables iptables conntrack socat
  mmdebstrap buildah ca-certificates debian-archive-keyring
  postgresql pgbouncer pgbackrest etcd-server prometheus prometheus-alertmanager prometheus-postgres-exporter
  shellcheck util-linux openssl procps python3 python3-venv python3-boto3 awscli age zstd jq
)
lacking=()
for package in "${wanted[@]}"; do
  # shellcheck disable=SC2016 # the dollar belongs to dpkg-query
  state=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
  # Docker brings them in a package of its own.
  if [[ $package == containerd || $package == runc ]] && command -v "$package" >/dev/null; then state=installed; fi
  [[ $state == installed ]] || lacking+=("$package")
done
if [[ ${#lacking[@]} -eq 0 ]]; then
  echo "setup: all ${#wanted[@]} packages are installed"
else
  echo "setup: installing ${lacking[*]}"
  # Debian starts the servers among them when it installs them; the tests start their own.
  policy=/usr/sbin/policy-rc.d
  if [[ ! -e $policy ]]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 0755 "$policy"
  fi
  log=$(mktemp)
  export DEBIAN_FRONTEND=noninteractive
  if ! { apt-get update && apt-get install --yes --no-remove --no-install-recommends -o DPkg::Lock::Timeout=300 "${lacking[@]}"; } >"$log" 2>&1; then
    tail -n 25 "$log" >&2
    echo "setup: apt-get failed; the last lines of its output are above, all of it is in $log" >&2
    exit 1
  fi
  rm -f "$log"
fi

requirements=sandbox/servers/requirements.txt
pinned=$(sed -n 's/^moto\[.*\]==//p' "$requirements")
moto_version() { # program
  local interpreter
  interpreter=$(sed -n '1s/^#!//p' "$1")
  [[ $interpreter == /*python* ]] || return 0
  # shellcheck disable=SC2086 # a shebang may hold an argument
  $interpreter -c 'import importlib.metadata as m; print(m.version("moto"))' 2>/dev/null || true
}
found=$(type -P moto_server || true)
if [[ $found == */.pyenv/shims/* ]]; then found=$(pyenv which moto_server 2>/dev/null || true); fi
if [[ -x .sandbox/venv/bin/moto_server && $(moto_version .sandbox/venv/bin/moto_server) == "$pinned" ]]; then
  echo "setup: moto $pinned is in .sandbox/venv"
elif [[ -n $found && $(moto_version "$found") == "$pinned" ]]; then
  echo "setup: moto $pinned is on PATH"
else
  echo "setup: installing moto $pinned into .sandbox/venv"
  mkdir -p .sandbox
  rm -rf .sandbox/venv
  /usr/bin/python3 -m venv .sandbox/venv
  .sandbox/venv/bin/pip install --quiet --disable-pip-version-check --requirement "$requirements"
fi

# sudo's own PATH leaves out where Go's installer puts it.
if [[ $build == true ]]; then PATH=$PATH:/usr/local/go/bin sandbox/tools/build.sh; fi
echo "setup: done"

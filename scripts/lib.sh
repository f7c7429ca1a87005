# What scripts/up and scripts/test share: installing missing packages, and the size of a build.
# Sourced by them; changes nothing by itself.

# The packages of the groups given, one per line.
packages_of() {
  for group in "$@"; do
    sed -n "/^\[$group\]\$/,/^\$/p" scripts/packages | grep -v -e '^\[' -e '^#' -e '^$'
  done
}

installed() {
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# Reads alternatives "a|b", prints those of which no package is installed.
missing_of() {
  while read -r choice; do
    found=no
    for package in $(echo "$choice" | tr '|' ' '); do
      if installed "$package"; then found=yes; fi
    done
    [ $found = yes ] || echo "$choice"
  done
}

# Reads alternatives, prints the first of each that apt can install.
available_of() {
  while read -r choice; do
    for package in $(echo "$choice" | tr '|' ' '); do
      if [ -n "$(apt-cache show --no-all-versions "$package" 2>/dev/null)" ]; then
        echo "$package"
        continue 2
      fi
    done
    echo "$choice" | cut -d '|' -f 1  # unknown: let apt say so
  done
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    echo "need root or sudo to install packages; please run as root: $*" >&2
    return 1
  fi
}

# install_packages GROUP...: installs what is missing, says and does nothing if nothing is.
install_packages() {
  missing=$(packages_of "$@" | missing_of)
  [ -n "$missing" ] || return 0
  if ! command -v apt-get >/dev/null; then
    echo "this is no Debian; please install the equivalents of:" $missing >&2
    return 1
  fi
  echo "== installing" $missing
  as_root apt-get update -q
  # No recommended packages: they would only take time. Services that a package starts by itself
  # (nginx, redis) do not matter here: everything of ours has ports of its own.
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
    $(echo "$missing" | available_of)
}

# How many compilers at once: one per core, but no more than fit into memory (CAF takes 0.5 GB).
build_jobs() {
  by_memory=$(($(sed -n 's/^MemAvailable: *\([0-9]*\) kB/\1/p' /proc/meminfo) / 700000 + 1))
  cores=$(nproc)
  if [ "$by_memory" -lt "$cores" ]; then echo "$by_memory"; else echo "$cores"; fi
}

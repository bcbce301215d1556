# shellcheck shell=bash
# What this machine must have: root, a cgroup v2 tree, and some Debian packages, which are installed when missing.

cgroups=$(findmnt -rnt cgroup2 -o TARGET | head -n 1 || true)

need_root() {
    [[ $EUID -eq 0 ]] || die "run it as root (sudo $0 …): it mounts file systems and boots machines"
    [[ $cgroups ]] || die "no cgroup v2 tree here; try: mkdir -p /sys/fs/cgroup/unified && mount -t cgroup2 cgroup2 /sys/fs/cgroup/unified"
}

# Installs the packages of what is missing. Each argument is COMMAND:PACKAGE or FILE:PACKAGE.
need() {
    local pair packages=()
    for pair in "$@"; do
        [[ -e ${pair%:*} ]] || command -v "${pair%:*}" >/dev/null || packages+=("${pair#*:}")
    done
    [[ ${#packages[@]} -gt 0 ]] || return 0
    command -v apt-get >/dev/null || die "missing here: ${packages[*]} (Debian's names); install them and try again"
    say "installing the Debian packages ${packages[*]}"
    mkdir -p "$cache"
    logged "$cache/apt.log" apt-get update
    logged "$cache/apt.log" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=300 "${packages[@]}"
}

# Verbs that make or remove things take turns within one lab; the lock goes with the process.
alone() {
    mkdir -p "$home"
    exec 9>"$home/lock"
    flock 9
}

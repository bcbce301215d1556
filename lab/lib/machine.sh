# shellcheck shell=bash
# A machine is systemd-nspawn in a cgroup of its own: the cgroup freezes it, kills it, and tells whether it lives.
# Nothing is registered with this machine's systemd, which may not be there at all.

unit=understudy-$id

in_cgroup() { # UNIT CMD…
    (
        mkdir -p "$cgroups/$1"
        echo "$BASHPID" >"$cgroups/$1/cgroup.procs"
        shift
        exec "$@"
    )
}

lives() { # UNIT
    grep -qs '^populated 1' "$cgroups/$1/cgroup.events"
}

# Kills all that is in the cgroup and removes it, in the v1 trees too, where systemd-nspawn makes one by itself.
end_cgroup() { # UNIT
    local group=$cgroups/$1 i top
    if lives "$1"; then
        # First the machine alone, so that systemd-nspawn sees it die and tidies up; then whatever is left.
        kill_cgroup "$group/payload"
        echo 0 >"$group/cgroup.freeze"
        for ((i = 0; i < 30; i++)); do lives "$1" && sleep 0.02; done
        while lives "$1"; do kill_cgroup "$group" && sleep 0.02; done
    fi
    for top in $(findmnt -rnt cgroup,cgroup2 -o TARGET); do
        [[ ! -d $top/$1 ]] || find "$top/$1" -depth -type d -exec rmdir {} +
    done
}

kill_cgroup() { # DIR
    [[ ! -e $1/cgroup.kill ]] || echo 1 >"$1/cgroup.kill"
}

unmount_below() { # DIR
    local target
    findmnt -rno TARGET | tac | while IFS= read -r target; do
        printf -v target '%b' "$target"
        [[ $target != "$1"/* ]] || umount "$target"
    done
}

# Boots the tree. Everything of the machine's own goes through arguments: no settings files, no registration.
boot() { # NAME
    local dir=$home/hosts/$1 data=()
    [[ ! -d $dir/data ]] || data=("--bind=$dir/data:/var/lib/postgresql")
    SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 in_cgroup "$unit-$1" setsid systemd-nspawn --quiet --boot -D "$dir/tree" --machine="$unit-$1" \
        --register=no --keep-unit --settings=no --link-journal=no --resolv-conf=off --timezone=off \
        --network-namespace-path="$dir/netns" --capability=CAP_NET_ADMIN "${data[@]}" --console=pipe \
        </dev/null >>"$dir/console.log" 2>&1 8>&- 9>&- &
}

# The host's process 1 as this machine counts it; nothing when the host is off.
leader_of() { # NAME
    local group=$cgroups/$unit-$1/payload pid
    for pid in $(cat "$group/init.scope/cgroup.procs" "$group/cgroup.procs" 2>/dev/null); do
        awk '/^NSpid:/ && NF > 2 && $NF == 1 { found = 1 } END { exit !found }' "/proc/$pid/status" 2>/dev/null && echo "$pid" && return
    done
    true
}

# Replaces this process by CMD as root inside. It joins the machine's cgroup, so it is frozen and killed with it, and it
# gets no more rights than the machine has: without that, `date -s` would set the clock of this machine.
become_inside() { # NAME CMD…
    local name=$1 leader group=$cgroups/$unit-$1/exec
    shift
    leader=$(leader_of "$name")
    [[ $leader ]] || die "$name is off"
    mkdir -p "$group"
    echo "$BASHPID" >"$group/cgroup.procs"
    exec nsenter --target "$leader" --mount --uts --ipc --net --pid --cgroup --root --wd \
        setpriv --bounding-set=-sys_time,-sys_module,-sys_rawio,-syslog,-mac_admin,-mac_override,-bpf,-perfmon \
        env -i -C / --default-signal HOME=/root USER=root LOGNAME=root SHELL=/bin/bash LANG=en_US.UTF-8 TERM="${TERM:-dumb}" \
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
}

# Ends CMD of a become_inside in the background. A frozen process heeds KILL only, and nsenter passes no signal on.
abandon() { # PID
    local inner
    read -r inner <"/proc/$1/task/$1/children"
    # shellcheck disable=SC2086 # none, or one
    kill -KILL "$1" $inner
} 2>/dev/null

inside() { # NAME CMD…
    (become_inside "$@")
}

switched_on() { # NAME
    lives "$unit-$1" || die "$1 is off"
}

freeze() { # NAME
    switched_on "$1"
    echo 1 >"$cgroups/$unit-$1/cgroup.freeze"
    until grep -q '^frozen 1' "$cgroups/$unit-$1/cgroup.events"; do sleep 0.01; done
}

thaw() { # NAME
    switched_on "$1"
    echo 0 >"$cgroups/$unit-$1/cgroup.freeze"
}

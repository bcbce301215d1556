# shellcheck shell=bash
# A host is a folder hosts/NAME with its number in the subnet, its PostgreSQL version, its disk and its console's log.

hosts() { # all names
    local dir
    for dir in "$home"/hosts/*/; do [[ ! -d $dir ]] || basename "$dir"; done
}

valid_name() { # NAME
    [[ $1 =~ ^[a-z][a-z0-9-]{0,30}$ ]] || die "'$1' is no host name: small letters, digits and hyphens, beginning with a letter"
}

known() { # NAME…
    local name
    [[ $# -gt 0 ]] || die "name a host"
    each valid_name "$@"
    for name in "$@"; do [[ -d $home/hosts/$name ]] || die "there is no host '$name' here; lab status lists them"; done
}

number_of() { cat "$home/hosts/$1/number" 2>/dev/null || echo 0; }

address_of() { echo "$subnet.$(number_of "$1")"; }

state_of() { # NAME: running, frozen or off
    if ! lives "$unit-$1"; then
        echo off
    elif grep -q '^frozen 1' "$cgroups/$unit-$1/cgroup.events"; then
        echo frozen
    else
        echo running
    fi
}

fingerprint_of() { # NAME TYPE
    local key=etc/ssh/ssh_host_$2_key.pub dir=$home/hosts/$1
    # Not mounted after this machine itself was booted again.
    if [[ -e $dir/tree/$key ]]; then dir+=/tree; else dir+=/stock; fi
    ssh-keygen -lf "$dir/$key" | cut -d ' ' -f 2
}

kind_of() { # NAME: what its layers are, see layers_of
    echo "$(<"$home/hosts/$1/pg")$([[ ! -e $home/hosts/$1/app ]] || echo -app)"
}

new_host() { # NAME PG APP DATA_SIZE
    local dir=$home/hosts/$1 number=11
    while grep -qsx "$number" "$home"/hosts/*/number; do number=$((number + 1)); done
    ((number < 255)) || die "no address is left"
    mkdir -p "$dir"
    touch "$dir/unfinished"
    echo "$2" >"$dir/pg"
    [[ -z $3 ]] || touch "$dir/app"
    [[ -z $4 ]] || echo "$4" >"$dir/data-size"
    echo "$number" >"$dir/number"
}

remove_host() { # NAME
    power_off "$1"
    unmount_below "$home/hosts/$1"
    rm -rf --one-file-system "${home:?}/hosts/$1"
}

power_off() { # NAME: the cable goes first, so that no dying process says good-bye over the network
    unplug "$1"
    end_cgroup "$unit-$1"
    forget_netns "$1"
}

power_on() { # NAME
    power_off "$1"
    mount_tree "$1"
    plug_in "$1"
    boot "$1"
    await_boot "$1"
}

first_start() { # NAME
    make_stock "$1"
    power_on "$1"
    [[ $(inside "$1" systemctl is-system-running) = running ]] || die "$1 did not come up well: $(inside "$1" systemctl --failed --plain --no-legend)"
    [[ $(<"$home/hosts/$1/pg") = none ]] || inside "$1" pg_isready -q || die "PostgreSQL of $1 accepts no connections"
    rm "$home/hosts/$1/unfinished"
}

await_boot() { # NAME: until systemd has no start job left (PostgreSQL's own start is one) and sshd greets
    local deadline=$((SECONDS + 60))
    until [[ $(inside "$1" systemctl is-system-running 2>/dev/null) =~ ^(running|degraded)$ ]] && greets "$1"; do
        ((SECONDS < deadline)) || die "$1 is not up after 60 s; see $home/hosts/$1/console.log and: lab exec $1 systemctl list-jobs"
        sleep 0.1
    done
}

greets() { # NAME
    timeout 2 bash -c 'read -r hello <"/dev/tcp/$1/22" && [[ $hello = SSH-* ]]' - "$(address_of "$1")" 2>/dev/null
}

# One key pair per lab, and the same key once more under the passphrase "understudy".
make_keys() {
    [[ ! -e $home/ssh_key_encrypted ]] || return 0
    mkdir -p "$home"
    rm -f "$home"/ssh_key*
    ssh-keygen -q -t ed25519 -N '' -C "lab $id" -f "$home/ssh_key"
    cp "$home/ssh_key" "$home/ssh_key_new"
    ssh-keygen -q -p -N understudy -f "$home/ssh_key_new" >/dev/null
    mv "$home/ssh_key_new" "$home/ssh_key_encrypted"
}

status_line() { # NAME
    local link
    link=$(link_state "$1")
    printf '%-12s %-8s %-4s %-15s PostgreSQL %-5s %s\n' "$1" "$(state_of "$1")" "${link:--}" "$(address_of "$1")" \
        "$(<"$home/hosts/$1/pg")" "$(fingerprint_of "$1" ed25519)"
}

status_json() { # NAME: no value holds a character that JSON would want escaped
    printf '{"name":"%s","state":"%s","link":"%s","address":"%s","port":22,"user":"deploy","postgresql":"%s","fingerprint":"%s"}' \
        "$1" "$(state_of "$1")" "$(link_state "$1")" "$(address_of "$1")" "$(<"$home/hosts/$1/pg")" "$(fingerprint_of "$1" ed25519)"
}

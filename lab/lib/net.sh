# shellcheck shell=bash
# One bridge per lab with a /24 of its own, and a network namespace per host that is configured before the host boots.
# No NAT and no default route: a host reaches the other hosts of its lab and this machine, nothing else.

subnet=10.203.$((77 + $(printf '%d' "'$id") - 97))
bridge=ustudy-$id

bridge_up() {
    local owner
    exec 8>"$cache/net.lock"
    flock 8
    owner=$(owner_of_bridge)
    if [[ $owner ]]; then
        [[ $owner = "$home" ]] || die "lab id '$id' is in use by the lab in $owner; set UNDERSTUDY_LAB_ID to another letter"
    else
        bridge_down
        [[ -z $(ip -4 route show root "$subnet.0/24") ]] || die "this machine already has a route to $subnet.0/24; set UNDERSTUDY_LAB_ID to another letter"
        # Fixed hardware addresses: a bridge otherwise takes on that of a port, and neighbours would have to learn it again.
        ip link add "$bridge" address "02:75:73:00:$(hex "${subnet##*.}"):01" type bridge
        ip link set "$bridge" alias "$home"
        ip addr add "$subnet.1/24" dev "$bridge"
        ip link set "$bridge" up
    fi
    exec 8>&-
}

owner_of_bridge() { cat "/sys/class/net/$bridge/ifalias" 2>/dev/null || true; }

bridge_down() {
    local owner
    owner=$(owner_of_bridge)
    # One without an owner is the rest of an `up` that was broken off before it could put its name on it.
    [[ ! -d /sys/class/net/$bridge || ($owner && $owner != "$home") ]] || ip link del "$bridge"
}

hex() { printf '%02x' "$1"; }

link_of() { # NAME: this machine's end of the host's cable
    echo "$bridge.$(number_of "$1")"
}

plug_in() { # NAME
    local netns=$home/hosts/$1/netns number link
    number=$(number_of "$1") link=$(link_of "$1")
    : >"$netns"
    unshare --net="$netns" true
    # The hardware address stays the same over power-off, so nobody talks to a stale one.
    ip link add "$link" type veth peer name eth0 address "02:75:73:00:$(hex "${subnet##*.}"):$(hex "$number")" netns "$netns"
    ip link set "$link" master "$bridge" up
    nsenter --net="$netns" sh -c "ip link set lo up && ip addr add $subnet.$number/24 dev eth0 && ip link set eth0 up"
}

unplug() { # NAME: the cable is gone, with all that was on its way
    local link
    link=$(link_of "$1")
    [[ ! -d /sys/class/net/$link ]] || ip link del "$link"
}

forget_netns() { # NAME: only when the machine is dead; systemd-nspawn holds the file open
    local netns=$home/hosts/$1/netns
    ! mountpoint -q "$netns" || umount "$netns"
    rm -f "$netns"
}

link_state() { # NAME: up, cut, or nothing when the host is off
    local flags
    flags=/sys/class/net/$(link_of "$1")/flags
    [[ ! -e $flags ]] || { (($(<"$flags") & 1)) && echo up || echo cut; }
}

cut_link() { # NAME
    switched_on "$1"
    ip link set "$(link_of "$1")" down
}

# 20 MB/s towards the host: a copy of a few hundred MB is then under way long enough to be met there.
slow_link() { # NAME
    switched_on "$1"
    tc qdisc replace dev "$(link_of "$1")" root tbf rate 160mbit burst 256kb latency 400ms
}

heal_link() { # NAME
    local link
    switched_on "$1"
    link=$(link_of "$1")
    ip link set "$link" up
    [[ $(tc qdisc show dev "$link") != *tbf* ]] || tc qdisc del dev "$link" root
}

# shellcheck shell=bash
# A host's disk: an overlay whose layers are, from the top, what the host wrote since its first boot (upper), what makes
# it this host (stock: keys, machine id, cluster), and the shared layers. Resetting a host empties only the upper one.

mount_tree() { # NAME
    local dir=$home/hosts/$1
    ! mountpoint -q "$dir/tree" || return 0
    mkdir -p "$dir/upper" "$dir/work" "$dir/tree"
    mount -t overlay overlay -o "lowerdir=$dir/stock:$(lower_dirs "$(kind_of "$1")"),upperdir=$dir/upper,workdir=$dir/work" "$dir/tree"
    [[ ! -e $dir/data-size ]] || mount_data "$1"
}

# Makes what differs between hosts, in the stock layer, with the machine not yet booted.
make_stock() { # NAME
    local dir=$home/hosts/$1 pg
    pg=$(<"$dir/pg")
    mkdir -p "$dir/stock" "$dir/work" "$dir/tree"
    mount -t overlay overlay -o "lowerdir=$(lower_dirs "$(kind_of "$1")"),upperdir=$dir/stock,workdir=$dir/work" "$dir/tree"
    cp "$here/lib/first-boot" "$home/ssh_key.pub" "$dir/tree/root/"
    logged "$dir/stock.log" in_cgroup "$unit-$1" systemd-nspawn -q -D "$dir/tree" --register=no --keep-unit --pipe \
        --private-network --resolv-conf=off --timezone=off --setenv=LANG=en_US.UTF-8 /root/first-boot "$1" "$pg" 8>&- 9>&-
    end_cgroup "$unit-$1"
    rm "$dir/tree/root/first-boot" "$dir/tree/root/ssh_key.pub"
    umount "$dir/tree"
    rm -rf "$dir/work"
}

# The data volume: a real file system of its own, so that it can be full. A tmpfs where loop devices cannot be used.
mount_data() { # NAME
    local dir=$home/hosts/$1 size
    size=$(<"$dir/data-size")
    ! mountpoint -q "$dir/data" || return 0
    mkdir -p "$dir/data"
    if [[ -e $dir/data.img ]]; then
        mount -o loop "$dir/data.img" "$dir/data"
        return
    fi
    truncate -s "$size" "$dir/data.img"
    mkfs.ext4 -q -m 0 "$dir/data.img"
    mount -o loop "$dir/data.img" "$dir/data" 2>/dev/null || {
        rm "$dir/data.img"
        mount -t tmpfs -o "size=$size" tmpfs "$dir/data"
    }
    cp -a "$dir/tree/var/lib/postgresql/." "$dir/data/"
    chown --reference="$dir/tree/var/lib/postgresql" "$dir/data"
}

wipe_disk() { # NAME
    local dir=$home/hosts/$1
    unmount_below "$dir"
    rm -rf --one-file-system "$dir/upper" "$dir/work" "$dir/data.img" "$dir/data"
}

filler_of() { # NAME
    [[ -d $home/hosts/$1/data ]] || die "$1 has no data volume; boot it with --data-size"
    echo "$home/hosts/$1/data/.filler"
}

fill() { # NAME LEAVE
    local filler leave free had
    filler=$(filler_of "$1") leave=$(numfmt --from=iec "$2")
    free=$(df --output=avail -B1 "${filler%/*}" | tail -n 1)
    ((free > leave)) || die "$1 has only $free bytes free"
    had=$(stat -c %s "$filler" 2>/dev/null || echo 0)
    # To the last byte it can fail: the file system needs blocks of its own to describe the file. Writing then takes what there is.
    fallocate -l $((had + free - leave)) "$filler" 2>/dev/null || head -c $((free - leave)) /dev/zero >>"$filler" 2>/dev/null || true
}

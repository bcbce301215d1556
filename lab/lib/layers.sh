# shellcheck shell=bash
# Cached trees: a host's root is an overlay over layers that are made once and shared by all labs and checkouts.
# The recipe of a layer is the script of its name in layers/; a changed recipe makes a new layer beside the old one.

layers_of() { # KIND, which is PG, or PG-app: the layers of a host, top first
    case $1 in
        15-app | 9.6-app) echo "app-${1%-app} $(layers_of "${1%-app}")" ;;
        15) echo pg-15 base ;;
        9.6) echo pg-9.6 base ;;
        none) echo base ;;
        *) die "--pg must be 15, 9.6 or none, not '$1'" ;;
    esac
}

recipe_of() { # NAME: its script, and what that copies
    case $1 in
        app-*) cat "$here/layers/pg-${1#app-}" "$here/layers/app" "$here"/app/* ;;
        *) cat "$here/layers/$1" ;;
    esac
}

layer_dir() { # NAME
    echo "$cache/$1-$( (cat "$here/layers/base" && recipe_of "$1") | sha256sum | cut -c 1-10)"
}

lower_dirs() { # KIND: the layers as overlayfs takes them
    local name dirs=()
    for name in $(layers_of "$1"); do dirs+=("$(layer_dir "$name")"); done
    (IFS=: && echo "${dirs[*]}")
}

make_layers() { # KIND
    local name below=
    for name in $(layers_of "$1" | tr ' ' '\n' | tac); do
        [[ -d $(layer_dir "$name") ]] || make_layer "$name" "$below"
        below=$(layer_dir "$name")${below:+:$below}
    done
}

make_layer() { # NAME BELOW
    local name=$1 below=$2 script=$1 dir
    dir=$(layer_dir "$name")
    need debootstrap:debootstrap /usr/share/keyrings/debian-archive-keyring.gpg:debian-archive-keyring
    [[ $name != app-* ]] || script=app
    [[ $name != pg-9.6 ]] || need mvn:maven unzip:unzip xz:xz-utils
    mkdir -p "$cache"
    exec 8>"$cache/lock"
    flock -n 8 || { say "waiting for another lab that makes a layer"; flock 8; }
    if [[ ! -d $dir ]]; then
        discard_part "$name"
        half_done+=("discard_part $name")
        mkdir -p "$dir.part"
        say "making the layer $name, once: $(sed -n '2s/^# //p' "$here/layers/$script")"
        # The script runs in a cgroup, so that it can be ended with all that it started.
        logged "$cache/$name.log" in_cgroup "$(layer_cgroup)" "$here/layers/$script" "$dir.part" "$below" 8>&- 9>&-
        unmount_below "$dir.part"
        mv "$dir.part/layer" "$dir"
        discard_part "$name"
        half_done=()
    fi
    exec 8>&-
}

# One name for all labs that share the cache, so that the next one ends what a killed one left running.
layer_cgroup() { echo "understudy-layer-$(stat -c %i "$cache")"; }

discard_part() { # NAME
    local part
    part=$(layer_dir "$1").part
    end_cgroup "$(layer_cgroup)"
    unmount_below "$part"
    rm -rf --one-file-system "$part"
}

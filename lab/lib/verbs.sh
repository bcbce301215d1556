# shellcheck shell=bash
# The verbs, one function each.

verb_up() {
    local pg='' app='' size='' names=() new=() name
    while [[ $# -gt 0 ]]; do
        [[ $1 != --* || $1 = --app || $# -gt 1 ]] || die "up: $1 needs a value"
        case $1 in
            --pg) pg=$2 && shift ;;
            --app) app=-app ;;
            --data-size) size=$2 && shift ;;
            -*) die "up: unknown option $1" ;;
            *) [[ " ${names[*]} " = *" $1 "* ]] || names+=("$1") ;;
        esac
        shift
    done
    [[ ${#names[@]} -gt 0 ]] || die "up: name at least one host"
    [[ $size =~ ^([0-9]+[MG])?$ ]] || die "--data-size takes a number with M or G, such as 300M, not '$size'"
    each valid_name "${names[@]}"
    [[ -z $app || $pg != none ]] || die "--app comes on top of a PostgreSQL; leave out --pg none"
    layers_of "${pg:-15}$app" >/dev/null
    need systemd-nspawn:systemd-container ip:iproute2 ssh-keygen:openssh-client mkfs.ext4:e2fsprogs
    make_layers "${pg:-15}$app"
    make_keys
    half_done=(remove_if_empty)
    bridge_up
    for name in "${names[@]}"; do
        # The rest of an `up` that was killed.
        [[ ! -e $home/hosts/$name/unfinished ]] || remove_host "$name"
        if [[ ! -d $home/hosts/$name ]]; then
            half_done=("remove_host $name" "${half_done[@]}")
            new_host "$name" "${pg:-15}" "$app" "$size"
            new+=("$name")
        elif [[ $(state_of "$name") = off ]]; then
            die "$name is switched off; lab power-on $name boots it, lab down $name removes it"
        elif [[ $pg && $pg != "$(<"$home/hosts/$name/pg")" ]]; then
            die "$name is up with --pg $(<"$home/hosts/$name/pg"); lab down $name removes it"
        elif [[ $app && ! -e $home/hosts/$name/app ]]; then
            die "$name is up without --app; lab down $name removes it"
        else
            say "$name is already up"
        fi
    done
    in_parallel first_start "${new[@]}"
    half_done=()
    for name in "${names[@]}"; do echo "$name $(address_of "$name") $(fingerprint_of "$name" ed25519)"; done
}

verb_down() {
    local name names
    if [[ $# -gt 0 ]]; then known "$@"; else mapfile -t names < <(hosts) && set -- "${names[@]}"; fi
    for name in "$@"; do remove_host "$name"; done
    remove_if_empty
}

remove_if_empty() {
    [[ -n $(hosts) ]] || bridge_down
}

verb_reset() {
    known "$@"
    in_parallel reset_host "$@"
}

reset_host() { # NAME
    power_off "$1"
    wipe_disk "$1"
    power_on "$1"
}

verb_power_on() {
    local name
    known "$@"
    for name in "$@"; do [[ $(state_of "$name") = off ]] || die "$name is not off"; done
    bridge_up
    in_parallel power_on "$@"
}

verb_power_off() { known "$@"; each power_off "$@"; }

verb_cut() { known "$@"; each cut_link "$@"; }

verb_slow() { known "$@"; each slow_link "$@"; }

verb_heal() { known "$@"; each heal_link "$@"; }

verb_freeze() { known "$@"; each freeze "$@"; }

verb_thaw() { known "$@"; each thaw "$@"; }

verb_fill_disk() {
    known "${1:-}"
    [[ $# -eq 1 || ($# -eq 3 && $2 = --leave) ]] || die "usage: fill-disk NAME [--leave 20M]"
    fill "$1" "${3:-0}"
}

verb_free_disk() { known "$@"; rm -f "$(filler_of "$1")"; }

verb_status() {
    local name rows=()
    for name in $(hosts); do
        if [[ ${1:-} = --json ]]; then
            rows+=("$(status_json "$name")")
        else
            status_line "$name"
        fi
    done
    [[ ${1:-} != --json ]] || (IFS=, && printf '[%s]\n' "${rows[*]}")
}

verb_exec() {
    known "${1:-}"
    [[ $# -gt 1 ]] || die "exec: say what to run"
    local status=0
    become_inside "$@" <&0 &
    half_done=("abandon $!")
    wait $! || status=$?
    half_done=()
    exit "$status"
}

verb_address() { known "$@"; each address_of "$@"; }

verb_fingerprint() { known "${1:-}"; fingerprint_of "$1" "${2:-ed25519}"; }

verb_key() {
    [[ -e $home/ssh_key ]] || die "there is no key yet; lab up makes it"
    echo "$home/ssh_key"
}

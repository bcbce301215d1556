# shellcheck shell=bash
# Talking: what people read goes to standard error, results go to standard output. And taking back what is half done.

half_done=() # commands that take back what a verb has begun; emptied when the verb is through
children=()  # background jobs that must not outlive a verb that is broken off

say() { printf 'lab: %s\n' "$*" >&2; }

die() {
    say "$*"
    exit 1
}

# Runs an external command with its output in a file. It runs in the background because bash would answer
# Ctrl-C or a TERM only after a command in the foreground has ended.
logged() { # LOG CMD…
    local log=$1
    shift
    "$@" </dev/null >"$log" 2>&1 &
    wait $! || {
        tail -n 15 "$log" >&2
        die "failed: ${*:1:4} … (all of its output: $log)"
    }
}

take_back() {
    local command
    set +e
    trap '' INT TERM HUP
    [[ ${#children[@]} -eq 0 ]] || { kill "${children[@]}" && wait "${children[@]}"; } 2>/dev/null
    for command in "${half_done[@]}"; do $command; done
}

# Runs a function for each name at once and waits for all; fails when one failed.
in_parallel() { # FUNCTION NAME…
    local function=$1 name pid failed=0
    shift
    children=()
    for name in "$@"; do
        "$function" "$name" &
        children+=($!)
    done
    for pid in "${children[@]}"; do wait "$pid" || failed=1; done
    children=()
    [[ $failed -eq 0 ]] || exit 1
}

each() { # FUNCTION NAME…
    local function=$1 name
    shift
    for name in "$@"; do "$function" "$name"; done
}

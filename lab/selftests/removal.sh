# shellcheck shell=bash
# Nothing stays behind: after down, after a broken up, after a frozen host.

lab freeze p2
timed "down" lab down
check "down leaves nothing" no_traces
check "down of nothing is fine" lab down

ip link add "ustudy-$UNDERSTUDY_LAB_ID" type bridge
check "down after an up that was killed at its bridge" lab down
check "the bridge is gone" no_traces

# A TERM, because a shell's background jobs do not hear Ctrl-C; both end in the same trap.
for seconds in 0.3 1 2.5; do
    "$here/lab" up p1 p2 --data-size 300M 2>"$out/broken" &
    sleep "$seconds"
    kill -TERM $!
    wait $!
    check "up broken off after $seconds s says so" same $? 143
    check "up broken off after $seconds s leaves nothing" no_traces
done

"$here/lab" up p1 2>"$out/broken" &
sleep 1
kill -KILL $!
wait $! 2>/dev/null
check "up after an up that was killed makes the host anew" lab up p1
check "it is whole" same "$(sql p1 "SELECT 1")" 1
lab down
check "and can be removed" no_traces

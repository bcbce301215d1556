# shellcheck shell=bash
# The data volume of p1, and reset.

megabytes() { # size or avail
    lab exec p1 df --output="$1" -B1M /var/lib/postgresql | tail -n 1 | tr -dc 0-9
}

within() { # NUMBER LEAST MOST
    (($1 >= $2 && $1 <= $3)) || { echo "$1 is not within $2 and $3"; false; }
}

check "the data volume has its size" within "$(megabytes size)" 270 300
check "fill-disk, some left" lab fill-disk p1 --leave 20M
check "20 MB are left" within "$(megabytes avail)" 18 20
check "fill-disk again, nothing left" lab fill-disk p1
check "writing says ENOSPC" has "$(lab exec p1 runuser -u postgres -- dd if=/dev/zero of=/var/lib/postgresql/more bs=1M count=4 2>&1)" "No space left on device"
check "PostgreSQL sees it too" has "$(sql p1 "CREATE TABLE big AS SELECT repeat('x', 900) FROM generate_series(1, 30000)" 2>&1)" "No space left on device"
check "free-disk" lab free-disk p1
check "and writing works" lab exec p1 runuser -u postgres -- dd if=/dev/zero of=/var/lib/postgresql/more bs=1M count=4
check "PostgreSQL starts again" lab exec p1 systemctl restart postgresql@15-main
check "fill-disk without a data volume is refused" has "$(lab fill-disk p2 2>&1)" "no data volume"

before=$(lab fingerprint p1)$(sql p1 "$identifier")
lab exec p1 sh -c 'echo changed >>/etc/postgresql/15/main/postgresql.conf'
timed "reset" lab reset p1
check "the files are stock again" lab exec p1 sh -c '! grep ^changed /etc/postgresql/15/main/postgresql.conf'
check "what was made is gone" lab exec p1 test ! -e /root/kept
check "so are the tables" same "$(sql p1 "SELECT count(*) FROM pg_class WHERE relname = 'kept'")" 0
check "the data volume is empty of other things" lab exec p1 test ! -e /var/lib/postgresql/more
check "it is still the same host" same "$(lab fingerprint p1)$(sql p1 "$identifier")" "$before"
check "ssh takes the key pinned before" ssh_to p1 true

# shellcheck shell=bash
# Stock PostgreSQL 15 and 9.6, and what makes each host itself.

check "p2 is replaced by a host without PostgreSQL" lab down p2
check "none boots" lab up p2 --pg none
check "none has no PostgreSQL" lab exec p2 test ! -e /usr/lib/postgresql
check "p2 is replaced by a host with 9.6" lab down p2
timed "a host with PostgreSQL 9.6 comes up" lab up p2 --pg 9.6
check "up refuses to change the version of a host" has "$(lab up p2 --pg 15 2>&1)" "p2 is up with --pg 9.6"

check "p1 runs 15" has "$(sql p1 'SELECT version()')" "PostgreSQL 15."
check "p2 runs 9.6.24" has "$(sql p2 'SELECT version()')" "PostgreSQL 9.6.24"
check "9.6 is the only cluster of p2" same "$(lab exec p2 pg_lsclusters --no-header | cut -d ' ' -f 1-3)" "9.6 main 5432"
check "only 9.6 has server programs there" same "$(lab exec p2 sh -c 'echo /usr/lib/postgresql/*/bin/postgres')" /usr/lib/postgresql/9.6/bin/postgres
for name in p1 p2; do
    check "$name listens on localhost only" same "$(sql $name 'SHOW listen_addresses')" localhost
    check "PostgreSQL of $name cannot be reached over the network" has "$(bash -c "exec 3<>/dev/tcp/$(lab address $name)/5432" 2>&1)" "Connection refused"
done
check "stock 9.6 has wal_level minimal" same "$(sql p2 'SHOW wal_level')" minimal

identifier='SELECT system_identifier FROM pg_control_system()'
check "the system identifiers differ" differ "$(sql p1 "$identifier")" "$(sql p2 "$identifier")"
check "the host keys differ" differ "$(lab fingerprint p1)" "$(lab fingerprint p2)"
check "the RSA keys differ" differ "$(lab fingerprint p1 rsa)" "$(lab fingerprint p2 rsa)"
check "the machine ids differ" differ "$(lab exec p1 cat /etc/machine-id)" "$(lab exec p2 cat /etc/machine-id)"

sql p2 "ALTER SYSTEM SET wal_level = replica" && sql p2 "ALTER SYSTEM SET max_wal_senders = 3"
lab exec p2 sh -c 'echo local replication postgres peer >>/etc/postgresql/9.6/main/pg_hba.conf'
check "9.6 restarts through systemd" lab exec p2 systemctl restart postgresql@9.6-main
check "Debian's pg_basebackup is 15" has "$(lab exec p2 pg_basebackup --version)" "15."
check "and copies the 9.6 server" lab exec p2 runuser -u postgres -- pg_basebackup -X stream -c fast -D /tmp/copy
check "the copy is one of 9.6" same "$(lab exec p2 cat /tmp/copy/PG_VERSION)" 9.6

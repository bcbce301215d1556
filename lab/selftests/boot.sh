# shellcheck shell=bash
# Up, and what a stock host is like.

timed "two hosts with PostgreSQL 15 come up" lab up p1 p2 --data-size 300M
check "up again says that they are up" has "$(lab up p1 2>&1)" "p1 is already up"
check "up refuses a bad name" has "$(lab up 'P1;id' 2>&1)" "no host name"
check "up refuses an unknown version" has "$(lab up p9 --pg 8.4 2>&1)" "15, 9.6 or none"
check "status shows both" has "$(lab status)" "p2           running"
check "status --json is JSON" has "$(lab status --json)" '"name":"p1","state":"running","link":"up"'

check "ssh works with the lab's key and the pinned host key" same "$(ssh_to p1 id -un)" deploy
cp "$out/p1.keys" "$out/pinned"
check "sudo needs no password" same "$(ssh_to p1 sudo id -u)" 0
check "sudo to postgres works" same "$(ssh_to p1 sudo -u postgres id -un)" postgres
check "the passphrase of the encrypted key is understudy" \
    same "$(ssh-keygen -y -P understudy -f "$(lab key)_encrypted" | cut -d ' ' -f 2)" "$(cut -d ' ' -f 2 "$(lab key).pub")"
check "root cannot log in with a password" has "$(lab exec p1 sshd -T)" "permitrootlogin without-password"
check "cron runs" lab exec p1 systemctl is-active cron
check "systemd-run works" same "$(ssh_to p1 sudo systemd-run --quiet --wait --pipe id -u)" 0
check "there is no way out" has "$(lab exec p1 ip route get 192.0.2.1 2>&1)" "unreachable"
check "hosts reach each other" lab exec p1 ping -qc1 -W2 "$(lab address p2)"

check "exec keeps standard input" same "$(echo hello | lab exec p1 cat)" hello
lab exec p1 sh -c 'exit 7'
check "exec keeps the exit status" same $? 7
check "exec cannot set the clock of this machine" has "$(lab exec p1 date -s "$(date)" 2>&1)" "not permitted"

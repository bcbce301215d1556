# shellcheck shell=bash
# Link, power and freezer.

check "cut" lab cut p1
check "ssh fails over the cut link" fails ssh_to p1 true
check "exec works over the cut link" lab exec p1 true
check "status tells the cut" has "$(lab status)" "running  cut"
check "heal" lab heal p1
timed "ssh works after heal" ssh_to p1 true

check "slow" lab slow p1
check "ssh works over the slow link" ssh_to p1 true
check "what goes to p1 is held back" has "$(tc qdisc show dev "ustudy-$UNDERSTUDY_LAB_ID.11")" tbf
check "heal" lab heal p1
check "nothing slows the healed link" fails has "$(tc qdisc show dev "ustudy-$UNDERSTUDY_LAB_ID.11")" tbf

check "freeze" lab freeze p1
check "status tells the freeze" has "$(lab status)" "frozen"
timeout 3 ssh -n -i "$(lab key)" -o BatchMode=yes -o StrictHostKeyChecking=yes -o UserKnownHostsFile="$out/p1.keys" "deploy@$(lab address p1)" true
check "ssh to a frozen host hangs" same $? 124
timeout 2 "$here/lab" exec p1 true
check "exec on a frozen host hangs" same $? 124
check "thaw" lab thaw p1
timed "ssh works after thaw" ssh_to p1 true

sql p1 "CREATE TABLE kept AS SELECT 42 AS answer"
lab exec p1 touch /root/kept
timed "power-off" lab power-off p1
check "a host without power does not answer" fails ping -qc1 -W1 "$(lab address p1)"
check "exec says that it is off" has "$(lab exec p1 true 2>&1)" "p1 is off"
check "cut says that it is off" has "$(lab cut p1 2>&1)" "p1 is off"
check "status tells it" has "$(lab status)" "off"
timed "power-on" lab power-on p1
check "the address and the host key are the same" ssh_to p1 true
check "the disk is the same" lab exec p1 test -e /root/kept
check "PostgreSQL recovered" same "$(sql p1 'SELECT answer FROM kept')" 42
check "power-on of a running host is refused" has "$(lab power-on p1 2>&1)" "p1 is not off"

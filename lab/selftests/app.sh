# shellcheck shell=bash
# A host with the application, which has to be wholly there: what a test starts has to start.

timed "a host with the application comes up" lab up p1 --app
check "up refuses to add the application to a host" has "$(lab up p2 >/dev/null 2>&1; lab up p2 --app 2>&1)" "p2 is up without --app"
check "a host without it has none of it" lab exec p2 test ! -e /srv/qstn
check "p2 is removed" lab down p2
check "nothing of it runs by itself" same "$(lab exec p1 sh -c 'systemctl is-active puma sidekiq redis-server named pgbouncer | sort -u')" inactive
lab exec p1 runuser -u postgres -- psql -Xqf /srv/qstn/current/schema.sql >"$out/schema" 2>&1
check "its parts start" lab exec p1 systemctl start redis-server puma sidekiq named pgbouncer
check "it writes a row" has "$(lab exec p1 curl -s --retry 20 --retry-connrefused --retry-delay 1 -X POST http://127.0.0.1:9292/)" '{"id":1}'
check "and its worker another" lab exec p1 timeout 20 sh -c 'until runuser -u postgres -- psql -XAtqd qstn -c "SELECT id FROM counted" | grep -q 1; do sleep 0.2; done'
check "the zone answers" same "$(lab exec p1 dig +short @127.0.0.1 app.qstn.example)" 127.0.0.1
check "its key may change it" lab exec p1 sh -c 'printf "server 127.0.0.1\nupdate delete app.qstn.example A\nupdate add app.qstn.example 60 A 192.0.2.7\nsend\n" | nsupdate -k /etc/bind/understudy.key'
check "and the zone has it" same "$(lab exec p1 dig +short @127.0.0.1 app.qstn.example)" 192.0.2.7
check "pgbouncer lets postgres in to its console" has "$(lab exec p1 runuser -u postgres -- psql -XAtp 6432 -U pgbouncer pgbouncer -c 'SHOW DATABASES')" "qstn|127.0.0.1"

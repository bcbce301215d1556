package io.understudy.cluster;

import io.understudy.testing.Eventually;
import io.understudy.testing.LabHost;
import java.time.Duration;

/// A streaming standby made as a person would make it, without us.
public final class HandmadeStandby {
    /// Words: the version, and the address of the standby.
    private static final String PRIMARY = """
            set -e
            conf=/etc/postgresql/$1/main
            cat >> $conf/postgresql.conf <<'EOF'
            listen_addresses = '*'
            wal_level = replica
            max_wal_senders = 5
            max_replication_slots = 5
            hot_standby = on
            EOF
            echo "host replication byhand $2/32 md5" >> $conf/pg_hba.conf
            systemctl restart postgresql@$1-main
            runuser -u postgres -- psql -X -q -v ON_ERROR_STOP=1 <<'EOF'
            CREATE ROLE byhand LOGIN REPLICATION PASSWORD 'by-hand';
            SELECT pg_create_physical_replication_slot('by_hand');
            EOF
            """;

    /// Words: the version, and the address of the primary.
    private static final String STANDBY = """
            set -e
            data=/var/lib/postgresql/$1/main
            systemctl stop postgresql@$1-main
            rm -rf $data
            echo "$2:5432:*:byhand:by-hand" > /var/lib/postgresql/.pgpass
            chown postgres: /var/lib/postgresql/.pgpass
            chmod 600 /var/lib/postgresql/.pgpass
            runuser -u postgres -- pg_basebackup -h $2 -U byhand -X stream -c fast -D $data
            conninfo="host=$2 user=byhand"
            if [ $1 = 9.6 ]; then
              printf "standby_mode = on\\nprimary_conninfo = '%s'\\nprimary_slot_name = by_hand\\nrecovery_target_timeline = latest\\n" \
                "$conninfo" > $data/recovery.conf
              echo "hot_standby = on" >> /etc/postgresql/$1/main/postgresql.conf
              chown postgres: $data/recovery.conf
            else
              printf "primary_conninfo = '%s'\\nprimary_slot_name = by_hand\\n" "$conninfo" \
                >> /etc/postgresql/$1/main/postgresql.conf
              runuser -u postgres -- touch $data/standby.signal
            fi
            systemctl start postgresql@$1-main
            """;

    private HandmadeStandby() {}

    /// Uses the slot `by_hand`; streams when this returns.
    public static void make(LabHost primary, LabHost standby, String version) {
        primary.exec("sh", "-c", PRIMARY, "sh", version, standby.address());
        standby.exec("sh", "-c", STANDBY, "sh", version, primary.address());
        Eventually.within(
                Duration.ofSeconds(30),
                "the handmade standby streams",
                () -> primary.sql("SELECT state FROM pg_stat_replication").equals("streaming"));
    }
}

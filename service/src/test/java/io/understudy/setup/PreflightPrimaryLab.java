package io.understudy.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.understudy.problem.ProblemType;
import io.understudy.step.Check;
import io.understudy.step.Check.Finding;
import io.understudy.step.Check.Severity;
import io.understudy.step.Side;
import io.understudy.testing.Eventually;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// The checks of the primary find their faults when those are really there.
@ParameterizedClass
@ValueSource(strings = {"15", "9.6"})
class PreflightPrimaryLab {
    @SuppressWarnings("NullAway.Init")
    private static PreflightHosts hosts;

    private final String version;

    PreflightPrimaryLab(String version) {
        this.version = version;
    }

    @BeforeParameterizedClassInvocation
    static void boot(String version) {
        hosts = new PreflightHosts(version);
    }

    @AfterParameterizedClassInvocation
    static void remove() {
        hosts.remove();
    }

    @Test
    void aRightThatSudoDeniesOnThePrimary() {
        hosts.primary.exec(
                "sh", "-c", "echo 'deploy ALL=(ALL) NOPASSWD: ALL, !/usr/bin/rmdir' >/etc/sudoers.d/zz-denied");
        try {
            Check check = hosts.check(hosts.allowing(), "check-sudo", Side.PRIMARY);
            hosts.assertFound(Severity.BLOCKING, ProblemType.SUDO_DENIED, "rmdir as root", hosts.look(check));
            hosts.assertFine(hosts.check(hosts.allowing(), "check-sudo", Side.STANDBY));
        } finally {
            hosts.primary.exec("rm", "/etc/sudoers.d/zz-denied");
        }
    }

    @Test
    void anotherDatabaseAnswers() {
        SetupSpec other = hosts.spec().systemIdentifier("7412345678901234567").spec();
        Check check = hosts.check(other, "check-primary", Side.PRIMARY);
        hosts.assertFound(
                Severity.BLOCKING, ProblemType.SYSTEM_IDENTIFIER_MISMATCH, "system identifier", hosts.look(check));
    }

    @Test
    void aPrimaryThatIsInRecovery() {
        String unit = "postgresql@%s-main".formatted(version);
        String data = "/var/lib/postgresql/%s/main/".formatted(version);
        boolean old = version.equals("9.6");
        String file = data + (old ? "recovery.conf" : "standby.signal");
        hosts.primary.exec(
                "sh", "-c", "printf %s \"$1\" >$0; chown postgres: $0", file, old ? "standby_mode = on\n" : "");
        hosts.primary.exec("sh", "-c", "echo 'hot_standby = on' >>$0", conf("main"));
        if (old) {
            hosts.primary.exec("sh", "-c", "echo 'wal_level = replica' >>$0", conf("main"));
            hosts.primary.exec("sh", "-c", "mv $0 $0.away; systemctl restart $1; mv $0.away $0", file, unit);
        }
        hosts.primary.exec("systemctl", "restart", unit);
        try {
            Eventually.within(Duration.ofSeconds(20), "reads are answered", hosts.primary::answers);
            hosts.assertFound(
                    Severity.BLOCKING,
                    ProblemType.NOT_A_PRIMARY,
                    "in recovery",
                    hosts.look(hosts.check(hosts.allowing(), "check-primary", Side.PRIMARY)));
        } finally {
            hosts.primary.exec("sh", "-c", "rm $0; sed -i '/^hot_standby\\|^wal_level/d' $1", file, conf("main"));
            hosts.primary.exec("systemctl", "restart", unit);
            Eventually.within(Duration.ofSeconds(20), "the primary is back", hosts.primary::answers);
        }
    }

    @Test
    void walThatWouldFillThePrimary() {
        hosts.with(
                "max_wal_size",
                "'900TB'",
                () -> hosts.assertFound(
                        Severity.WARNING,
                        ProblemType.DISK_TOO_SMALL,
                        "through its slot",
                        hosts.look(new CheckWalSpace(hosts.allowing()))));
        CheckWalSpace keeping =
                new CheckWalSpace(hosts.spec().keepingWal(1_000_000_000).spec());
        hosts.assertFound(Severity.WARNING, ProblemType.DISK_TOO_SMALL, "to be kept", hosts.look(keeping));
    }

    @Test
    void aTablespace() {
        hosts.primary.exec("install", "-d", "-o", "postgres", "/srv/fast");
        hosts.primary.sql("CREATE TABLESPACE fast LOCATION '/srv/fast'");
        try {
            CheckTablespaces check = new CheckTablespaces();
            hosts.assertFound(
                    Severity.BLOCKING, ProblemType.TABLESPACE_UNSUPPORTED, "fast in /srv/fast", hosts.look(check));
        } finally {
            hosts.primary.sql("DROP TABLESPACE fast");
        }
    }

    @Test
    void noSlotAndNoWalsenderToSpare() {
        CheckWalSenders raising = new CheckWalSenders(hosts.allowing());
        CheckWalSenders leaving = new CheckWalSenders(hosts.spec().spec());
        if (version.equals("15")) {
            hosts.assertFine(leaving);
            hosts.primary.sql("SELECT pg_create_physical_replication_slot('full_' || i) FROM generate_series(1, 10) i");
            hosts.primary.exec("systemd-run", "--quiet", "--unit=receivers", "--uid=postgres", "sh", "-c", """
                    for i in 1 2 3 4 5 6 7 8; do mkdir /tmp/wal$i; pg_receivewal -D /tmp/wal$i & done; wait""");
            Eventually.within(
                    Duration.ofSeconds(20),
                    "eight walsenders are at work",
                    () -> hosts.primary
                            .sql("SELECT count(*) FROM pg_stat_replication")
                            .equals("8"));
        }
        try {
            List<ProblemType> found =
                    hosts.look(leaving).stream().map(Finding::problem).toList();
            assertEquals(List.of(ProblemType.NO_FREE_WALSENDER, ProblemType.NO_FREE_SLOT), found);
            hosts.assertFine(raising);
        } finally {
            if (version.equals("15")) {
                hosts.primary.exec("systemctl", "stop", "receivers");
                hosts.primary.sql("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots");
            }
        }
    }

    @Test
    void whatACrashWouldDamage() {
        for (String setting : List.of("fsync", "full_page_writes")) {
            hosts.with(
                    setting,
                    "off",
                    () -> hosts.assertFound(
                            Severity.WARNING,
                            ProblemType.UNSAFE_SETTINGS,
                            setting + " off",
                            hosts.look(hosts.check(hosts.allowing(), "check-fsync", Side.PRIMARY))));
        }
    }

    private String conf(String instance) {
        return "/etc/postgresql/%s/%s/postgresql.conf".formatted(version, instance);
    }
}

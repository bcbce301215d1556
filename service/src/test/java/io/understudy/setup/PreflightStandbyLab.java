package io.understudy.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.understudy.problem.ProblemType;
import io.understudy.step.Check.Severity;
import io.understudy.step.Target;
import io.understudy.testing.Eventually;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// The checks of the standby find their faults when those are really there, and all checks nothing on two stock hosts.
///
/// A program put before another on the host's search path stands for a host of another kind: what the lab's hosts,
/// which
/// have one kernel and one clock, cannot be.
@ParameterizedClass
@ValueSource(strings = {"15", "9.6"})
class PreflightStandbyLab {
    @SuppressWarnings("NullAway.Init")
    private static PreflightHosts hosts;

    private final String version;

    PreflightStandbyLab(String version) {
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
    void stockHostsPassEveryCheck() {
        ReplicationSetup.of(hosts.allowing()).checks().forEach(hosts::assertFine);
    }

    @Test
    void anotherArchitecture() {
        hosts.pretending(
                hosts.standby,
                "uname",
                "echo aarch64",
                () -> hosts.assertFound(
                        Severity.BLOCKING,
                        ProblemType.ARCHITECTURE_MISMATCH,
                        "aarch64",
                        hosts.look(new CheckVersions(hosts.allowing()))));
    }

    @Test
    void anOlderMinorVersion() {
        String server = "/usr/lib/postgresql/%s/bin/postgres".formatted(version);
        String older =
                "mv $0 $0.real; printf '#!/bin/sh\\necho \"postgres (PostgreSQL) %s.1\"\\n' $1 >$0; chmod 755 $0";
        hosts.standby.exec("sh", "-c", older, server, version);
        try {
            CheckVersions check = new CheckVersions(hosts.allowing());
            hosts.assertFound(Severity.WARNING, ProblemType.VERSION_MISMATCH, version + ".1", hosts.look(check));
        } finally {
            hosts.standby.exec("mv", server + ".real", server);
        }
    }

    @Test
    void twoAddressesOfOneHost() {
        try (Target target = hosts.onOneHost(hosts.allowing())) {
            hosts.assertFound(
                    Severity.BLOCKING,
                    ProblemType.SAME_INSTANCE,
                    "data directory",
                    new CheckNotSameInstance(hosts.allowing()).look(target));
            CheckNotSameInstance other =
                    new CheckNotSameInstance(hosts.spec().standby("other", 5432).spec());
            hosts.assertFound(Severity.BLOCKING, ProblemType.SAME_INSTANCE, "port 5432", other.look(target));
            CheckNotSameInstance beside =
                    new CheckNotSameInstance(hosts.spec().standby("other", 5433).spec());
            assertEquals(Severity.OK, beside.look(target).getFirst().severity());
        }
    }

    @Test
    void anInstanceWithItsDataElsewhere() {
        String conf = conf("elsewhere");
        hosts.standby.exec("sh", "-c", "mkdir -p $(dirname $0) && echo \"data_directory = '/srv/pg'\" >$0", conf);
        try {
            CheckInstance check =
                    new CheckInstance(hosts.spec().standby("elsewhere", 5433).spec());
            hosts.assertFound(Severity.BLOCKING, ProblemType.INSTANCE_ELSEWHERE, "/srv/pg", hosts.look(check));
        } finally {
            hosts.standby.exec("sh", "-c", "rm -r $(dirname $0)", conf);
        }
        hosts.assertFine(new CheckInstance(hosts.allowing()));
    }

    @Test
    void anotherDatabaseThatIsStopped() {
        String unit = "postgresql@%s-main".formatted(version);
        String identifier = hosts.standby.sql("SELECT system_identifier FROM pg_control_system()");
        hosts.standby.exec("systemctl", "stop", unit);
        try {
            CheckDataDirectory unnamed = new CheckDataDirectory(hosts.allowing());
            hosts.assertFound(Severity.BLOCKING, ProblemType.DATA_DIRECTORY_NOT_EMPTY, identifier, hosts.look(unnamed));
            hosts.assertFine(
                    new CheckDataDirectory(hosts.spec().naming(identifier).spec()));
        } finally {
            hosts.standby.exec("systemctl", "start", unit);
            Eventually.within(Duration.ofSeconds(20), "the standby's instance is back", hosts.standby::answers);
        }
    }

    @Test
    void aPortThatAnotherProgramHas() {
        String listen = "IO::Socket::INET->new(LocalPort => 5499, Listen => 1)->accept";
        hosts.standby.exec("systemd-run", "--quiet", "--unit=squatter", "perl", "-MIO::Socket::INET", "-e", listen);
        try {
            CheckPort check = new CheckPort(hosts.spec().standby("other", 5499).spec());
            Eventually.within(
                    Duration.ofSeconds(10),
                    "the program listens",
                    () -> hosts.look(check).getFirst().severity() != Severity.OK);
            hosts.assertFound(Severity.BLOCKING, ProblemType.PORT_IN_USE, "user number 0", hosts.look(check));
        } finally {
            hosts.standby.exec("systemctl", "stop", "squatter");
        }
    }

    @Test
    void aLocaleThatTheStandbyLacks() {
        CheckLocales check = new CheckLocales(hosts.allowing());
        hosts.pretending(
                hosts.standby,
                "locale",
                "echo C; echo POSIX",
                () -> hosts.assertFound(
                        Severity.BLOCKING, ProblemType.LOCALE_MISMATCH, "missing: en_US.UTF-8", hosts.look(check)));
    }

    @Test
    void librariesThatMaySortDifferently() {
        CheckLocales check = new CheckLocales(hosts.allowing());
        hosts.pretending(
                hosts.standby,
                "getconf",
                "echo glibc 2.28",
                () -> hosts.assertFound(
                        Severity.WARNING, ProblemType.LOCALE_MISMATCH, "glibc 2.28", hosts.look(check)));
        // Nobody sorts by ICU here.
        hosts.pretending(hosts.standby, "ldd", "echo libicui18n.so.63", () -> hosts.assertFine(check));
    }

    @Test
    void anotherIcuWhereADatabaseSortsByIt() {
        assumeTrue(version.equals("15"), "9.6 has no databases that sort by ICU");
        hosts.primary.sql("CREATE DATABASE icu TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'en'"
                + " LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'");
        CheckLocales check = new CheckLocales(hosts.allowing());
        try {
            hosts.assertFine(check);
            hosts.pretending(
                    hosts.standby,
                    "ldd",
                    "echo libicui18n.so.63",
                    () -> hosts.assertFound(
                            Severity.WARNING, ProblemType.LOCALE_MISMATCH, "libicui18n.so.63", hosts.look(check)));
        } finally {
            hosts.primary.sql("DROP DATABASE icu");
        }
    }

    /// A stock 9.6 has room for none; a stock 15 is filled up.

    @Test
    void anAddressWhereNobodyAnswers() {
        String nobody = hosts.primary.address().replaceFirst("[0-9]+$", "250");
        CheckPrimaryReachable check =
                new CheckPrimaryReachable(hosts.spec().primaryAddress(nobody).spec());
        hosts.assertFound(Severity.BLOCKING, ProblemType.REPLICATION_CONNECTION_FAILED, "", hosts.look(check));
    }

    @Test
    void aClockThatIsAhead() {
        hosts.pretending(
                hosts.standby,
                "date",
                "exec /usr/bin/date -d '+5 sec' \"$@\"",
                () -> hosts.assertFound(
                        Severity.WARNING,
                        ProblemType.CLOCK_SKEW,
                        "ahead of the primary's",
                        hosts.look(new CheckClock())));
    }

    private String conf(String instance) {
        return "/etc/postgresql/%s/%s/postgresql.conf".formatted(version, instance);
    }
}

package io.understudy.setup;

import io.understudy.postgres.Instance;
import io.understudy.postgres.PgVersion;
import io.understudy.secret.Secret;
import io.understudy.setup.SetupRequest.ExistingData;
import io.understudy.setup.SetupSpec.ArchiveSpec;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A setup as it is when the request names nothing but the host, and what a test wants otherwise.
final class TestingSpec {
    static final String SYSTEM_IDENTIFIER = "7412345678901234567";

    private PgVersion version = PgVersion.parse("15");
    private String systemIdentifier = SYSTEM_IDENTIFIER;
    private String primaryAddress = "10.0.0.1";
    private String standbyAddress = "10.0.0.2";
    private String standbyName = "main";
    private int standbyPort = 5432;
    private ExistingData existingData = ExistingData.MOVE_ASIDE;
    private @Nullable String existingSystemIdentifier;
    private boolean allowPrimaryRestart;
    private int walKeepMegabytes;
    private ArchiveSpec archive = new ArchiveSpec("/var/lib/pg-archive", "40 7 * * *", 5);

    TestingSpec version(PgVersion of) {
        version = of;
        return this;
    }

    TestingSpec systemIdentifier(String identifier) {
        systemIdentifier = identifier;
        return this;
    }

    TestingSpec primaryAddress(String address) {
        primaryAddress = address;
        return this;
    }

    TestingSpec standbyAddress(String address) {
        standbyAddress = address;
        return this;
    }

    TestingSpec standby(String name, int port) {
        standbyName = name;
        standbyPort = port;
        return this;
    }

    TestingSpec existing(ExistingData wish) {
        existingData = wish;
        return this;
    }

    TestingSpec naming(String identifier) {
        existingSystemIdentifier = identifier;
        return this;
    }

    TestingSpec allowingRestart() {
        allowPrimaryRestart = true;
        return this;
    }

    TestingSpec keepingWal(int megabytes) {
        walKeepMegabytes = megabytes;
        return this;
    }

    TestingSpec archive(String directory, String schedule, int keepDays) {
        archive = new ArchiveSpec(directory, schedule, keepDays);
        return this;
    }

    SetupSpec spec() {
        return new SetupSpec(
                "0193a1e2",
                systemIdentifier,
                Instance.debian(version, "main", 5432),
                primaryAddress,
                Instance.debian(version, standbyName, standbyPort),
                standbyAddress,
                "understudy_cs_main",
                "understudy_replication",
                new Secret("a-password-of-nobody"),
                walKeepMegabytes > 0 ? Optional.empty() : Optional.of("understudy_cs_main"),
                walKeepMegabytes,
                Optional.of(archive),
                existingData,
                Optional.ofNullable(existingSystemIdentifier),
                allowPrimaryRestart);
    }
}

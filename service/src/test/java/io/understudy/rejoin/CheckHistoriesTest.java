package io.understudy.rejoin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.postgres.Instance;
import io.understudy.postgres.Lsn;
import io.understudy.postgres.PgVersion;
import io.understudy.problem.ProblemType;
import io.understudy.secret.Secret;
import io.understudy.setup.SetupRequest.ExistingData;
import io.understudy.setup.SetupSpec;
import io.understudy.standby.StandbyLink;
import io.understudy.step.Check.Finding;
import io.understudy.step.Check.Severity;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What a rejoin says and asks for.
class CheckHistoriesTest {
    private static final Way ATTACH = new Way.Attach("it left off before");
    private static final Way DIVERGED =
            new Way.Diverged(1, Lsn.parse("0/3000180"), Lsn.parse("0/3000580"), "it has written more");
    private static final Way UNCLEAR = new Way.Unclear("nobody can tell");
    private static final Optional<String> HINTS_OFF = Optional.of("hints are off");

    private static RejoinSpec asking(boolean discard, boolean copy) {
        Instance instance = Instance.debian(PgVersion.parse("15"), "main", 5432);
        StandbyLink link = new StandbyLink(
                "7412345678901234567",
                instance,
                "10.0.0.2",
                instance,
                "10.0.0.1",
                "understudy_a_main",
                "understudy_replication",
                new Secret("a-password-of-nobody"),
                Optional.of("understudy_a_main"));
        SetupSpec anew = new SetupSpec(
                "0193a1e2",
                link.systemIdentifier(),
                instance,
                link.primaryAddress(),
                instance,
                link.standbyAddress(),
                link.applicationName(),
                link.role(),
                link.password(),
                link.slot(),
                0,
                Optional.empty(),
                ExistingData.MOVE_ASIDE,
                Optional.empty(),
                false);
        return new RejoinSpec("0193a1e2", link, anew, List.of(), discard, copy);
    }

    private static void assertFound(Severity severity, @Nullable ProblemType problem, String method, Finding finding) {
        assertEquals(severity, finding.severity(), finding.detail());
        assertEquals(problem, finding.problem());
        assertTrue(finding.value().startsWith(method), finding.value());
    }

    @Test
    void attachedWithoutBeingAskedAnything() {
        assertFound(
                Severity.OK, null, "ATTACH", CheckHistories.finding(ATTACH, Optional.empty(), asking(false, false)));
    }

    @Test
    void whatWouldBeDiscardedHasToBeAllowed() {
        Finding refused = CheckHistories.finding(DIVERGED, Optional.empty(), asking(false, true));
        assertFound(Severity.BLOCKING, ProblemType.DIVERGENCE_NOT_ACCEPTED, "COPY", refused);
        assertTrue(refused.value().contains("1048 bytes"), refused.value());
        assertFound(
                Severity.WARNING,
                ProblemType.OLD_PRIMARY_DIVERGED,
                "REWIND",
                CheckHistories.finding(DIVERGED, Optional.empty(), asking(true, false)));
    }

    @Test
    void aNewCopyHasToBeAskedFor() {
        assertFound(
                Severity.BLOCKING,
                ProblemType.COPY_NEEDED,
                "COPY",
                CheckHistories.finding(DIVERGED, HINTS_OFF, asking(true, false)));
        assertFound(
                Severity.WARNING,
                ProblemType.OLD_PRIMARY_DIVERGED,
                "COPY",
                CheckHistories.finding(DIVERGED, HINTS_OFF, asking(true, true)));
    }

    @Test
    void whatNobodyCanTellTakesBoth() {
        for (RejoinSpec less : List.of(asking(false, false), asking(true, false), asking(false, true))) {
            assertFound(
                    Severity.BLOCKING,
                    ProblemType.COPY_NEEDED,
                    "COPY",
                    CheckHistories.finding(UNCLEAR, Optional.empty(), less));
        }
        assertFound(
                Severity.WARNING,
                ProblemType.OLD_PRIMARY_DIVERGED,
                "COPY",
                CheckHistories.finding(UNCLEAR, Optional.empty(), asking(true, true)));
    }

    @Test
    void whatARewindNeeds() {
        String text = """
                wal_log_hints setting:                %s
                Data page checksum version:           %s
                Latest checkpoint's full_page_writes: %s
                """;
        assertEquals(Optional.empty(), Rewindable.obstacle(text.formatted("on", "0", "on")));
        assertEquals(Optional.empty(), Rewindable.obstacle(text.formatted("off", "1", "on")));
        assertTrue(Rewindable.obstacle(text.formatted("off", "0", "on")).isPresent());
        assertTrue(Rewindable.obstacle(text.formatted("on", "1", "off")).isPresent());
    }
}

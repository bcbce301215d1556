package io.understudy.promotion;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.understudy.postgres.HbaRules;
import io.understudy.problem.ProblemType;
import io.understudy.step.Check.Finding;
import io.understudy.step.Check.Severity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the preflight makes of what it finds.
class PromotionChecksTest {
    private static final String IDENTIFIER = "7412345678901234567";

    private static void assertFound(Severity severity, @Nullable ProblemType problem, Finding finding) {
        assertEquals(severity, finding.severity(), finding.detail());
        assertEquals(problem, finding.problem());
    }

    private static Finding candidate(boolean standby, boolean paused, @Nullable String status, int timeline) {
        return CheckCandidate.finding(
                IDENTIFIER, 2, new CheckCandidate.Facts(standby, IDENTIFIER, paused, status, timeline));
    }

    @Test
    void aCandidateThatIsUnfit() {
        assertFound(Severity.OK, null, candidate(true, false, "streaming", 2));
        assertFound(Severity.BLOCKING, ProblemType.ROLE_CHANGED, candidate(false, false, null, 0));
        assertFound(Severity.BLOCKING, ProblemType.REPLAY_PAUSED, candidate(true, true, "streaming", 2));
        assertFound(Severity.BLOCKING, ProblemType.STANDBY_NOT_STREAMING, candidate(true, false, null, 0));
        assertFound(Severity.BLOCKING, ProblemType.STANDBY_NOT_STREAMING, candidate(true, false, "waiting", 2));
        assertFound(Severity.BLOCKING, ProblemType.TIMELINE_MISMATCH, candidate(true, false, "streaming", 1));
        assertFound(
                Severity.BLOCKING,
                ProblemType.SYSTEM_IDENTIFIER_MISMATCH,
                CheckCandidate.finding("1", 2, new CheckCandidate.Facts(true, IDENTIFIER, false, "streaming", 2)));
    }

    @Test
    void lag() {
        assertFound(Severity.OK, null, CheckLag.finding(100, 100));
        assertFound(Severity.BLOCKING, ProblemType.LAG_TOO_LARGE, CheckLag.finding(101, 100));
    }

    /// `app` of the old primary and `c` of a sibling will be there.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                 | OK",
                "c                  | OK",
                "C                  | OK",
                "nobody, c          | OK",
                "*                  | OK",
                "a                  | WARNING",
                "FIRST 2 (a, c)     | WARNING",
                "ANY 2 (*)          | WARNING",
                "2 (a, nobody)      | BLOCKING",
                "nobody             | BLOCKING",
                "ANY 3 (a, c, \"d\")| BLOCKING"
            })
    void synchronousNames(String names, Severity severity) {
        assertEquals(
                severity,
                CheckSynchronousNames.finding(names, List.of("c"), List.of("c", "a"))
                        .severity());
    }

    @Test
    void theArchive() {
        assertFound(Severity.OK, null, CheckArchiveBacklog.finding(new CheckArchiveBacklog.Facts(false, 999, true)));
        assertFound(Severity.OK, null, CheckArchiveBacklog.finding(new CheckArchiveBacklog.Facts(true, 16, false)));
        assertFound(
                Severity.WARNING,
                ProblemType.ARCHIVE_BACKLOG,
                CheckArchiveBacklog.finding(new CheckArchiveBacklog.Facts(true, 17, false)));
        assertFound(
                Severity.BLOCKING,
                ProblemType.ARCHIVE_BACKLOG,
                CheckArchiveBacklog.finding(new CheckArchiveBacklog.Facts(true, 129, false)));
        assertFound(
                Severity.BLOCKING,
                ProblemType.ARCHIVE_BACKLOG,
                CheckArchiveBacklog.finding(new CheckArchiveBacklog.Facts(true, 0, true)));
    }

    @Test
    void settingsThatKeepTheOldPrimaryFromFollowing() {
        Map<String, String> target = Map.of(
                "max_connections", "100",
                "max_prepared_transactions", "0",
                "max_locks_per_transaction", "64",
                "max_worker_processes", "8",
                "max_wal_senders", "20",
                "wal_level", "replica");
        Map<String, String> old = new HashMap<>(target);
        old.put("hot_standby", "on");
        old.put("max_wal_senders", "10");
        assertEquals(List.of(), unfit(old, target, false));
        assertEquals(List.of("max_wal_senders = 10"), unfit(old, target, true));
        old.put("max_connections", "90");
        old.put("hot_standby", "off");
        assertEquals(List.of("max_connections = 90", "hot_standby = off"), unfit(old, target, false));
    }

    private static List<String> unfit(Map<String, String> old, Map<String, String> target, boolean senders) {
        return CheckSettingsFit.findings(old, target, senders).stream()
                .filter(finding -> finding.problem() == ProblemType.SETTINGS_UNFIT)
                .map(Finding::value)
                .toList();
    }

    @Test
    void whoElseReadsFromThePrimary() {
        assertEquals(
                List.of(ProblemType.OTHER_WALSENDER, ProblemType.LOGICAL_SLOT_LOST),
                CheckOtherSenders.findings(new CheckOtherSenders.Facts(List.of("pg_receivewal"), List.of("debezium")))
                        .stream()
                        .map(Finding::problem)
                        .toList());
    }

    /// A client on the primary's own host comes from that host's address then.
    @Test
    void clientsThatTheTargetWouldRefuse() {
        HbaRules rules = HbaRules.parse("host all app 10.0.0.1/32 md5\nhost all web 10.0.0.0/8 md5\n");
        List<CheckClients.Session> sessions = List.of(
                new CheckClients.Session("shop", "app", "127.0.0.1", false),
                new CheckClients.Session("shop", "web", "10.0.0.9", false));
        assertFound(Severity.OK, null, CheckClients.finding(rules, sessions, "10.0.0.1"));
        assertFound(Severity.WARNING, ProblemType.CLIENTS_REJECTED, CheckClients.finding(rules, sessions, "10.0.0.2"));
    }

    @Test
    void placesForThoseWhoFollow() {
        assertFound(Severity.OK, null, CheckPlaces.finding(ProblemType.NO_FREE_SLOT, "slots", 10, 9, 1));
        assertFound(
                Severity.BLOCKING,
                ProblemType.NO_FREE_SLOT,
                CheckPlaces.finding(ProblemType.NO_FREE_SLOT, "slots", 10, 10, 1));
    }
}

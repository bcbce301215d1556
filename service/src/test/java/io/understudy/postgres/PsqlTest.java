package io.understudy.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.ssh.SshConnections;
import io.understudy.ssh.SshSession;
import io.understudy.testing.TestingSshd;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PsqlTest {
    @RegisterExtension
    static final TestingSshd SSHD = new TestingSshd();

    /// `alice` may be root, and nobody else.
    @Test
    void whenSudoDoesNotAllowPsqlThatIsSaid() {
        try (SshConnections connections = new SshConnections();
                SshSession alice = connections.open(SSHD.alice()).fencedBy("test", () -> 1);
                Psql psql = new Psql(alice, Instance.debian(PgVersion.parse("15"), "main", 5432))) {
            assertDenied(assertThrows(ProblemException.class, () -> psql.rows(Setting.class, "SELECT 1")));
            assertDenied(assertThrows(ProblemException.class, () -> psql.change("SELECT 1", Map.of())));
        }
    }

    /// A server that is ended in mid-statement is gone; the statement is not to blame.
    @Test
    void whatBecameOfTheServerIsToldFromWhatItRefused() {
        assertEquals(
                ProblemType.SQL_FAILED,
                Psql.failure(3, "ERROR:  relation \"x\" does not exist").type());
        assertEquals(
                ProblemType.POSTGRES_UNAVAILABLE,
                Psql.failure(
                                3,
                                "WARNING:  terminating connection due to immediate shutdown command\nserver closed the connection unexpectedly\n")
                        .type());
        assertEquals(
                ProblemType.POSTGRES_UNAVAILABLE,
                Psql.failure(2, "connection to server was lost").type());
    }

    private static void assertDenied(ProblemException problem) {
        assertEquals(ProblemType.SUDO_DENIED, problem.type(), problem.detail());
        assertEquals("sudo on db1 does not let alice run psql as postgres", problem.detail());
        assertEquals("psql", problem.extensions().get("program"));
    }
}

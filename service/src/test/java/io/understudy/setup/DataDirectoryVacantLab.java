package io.understudy.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.setup.SetupRequest.ExistingData;
import io.understudy.step.Plan;
import io.understudy.step.StepRunner;
import io.understudy.step.Target;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What came to the data directory after the preflight has looked is never deleted for what was there before.
class DataDirectoryVacantLab {
    private static final String DATA = "/var/lib/postgresql/15/main";
    private static final String UNIT = "postgresql@15-main";

    @SuppressWarnings("NullAway.Init")
    private static PreflightHosts hosts;

    @BeforeEach
    void stockHosts() {
        hosts = new PreflightHosts("15");
    }

    @AfterEach
    void remove() {
        hosts.remove();
    }

    @Test
    void aDatabaseThatNobodyNamedIsNotTouched() {
        root("systemctl", "stop", UNIT);
        Target target = hosts.target(deleting("1"));
        EnsureDataDirectoryVacant step = new EnsureDataDirectoryVacant(deleting("1"));

        Plan.Blocked<?> blocked = assertInstanceOf(Plan.Blocked.class, step.plan(step.observe(target)));

        assertEquals(ProblemType.DATA_DIRECTORY_NOT_EMPTY, blocked.why());
    }

    @Test
    void anotherDatabaseInItsPlaceStays() {
        root("systemctl", "stop", UNIT);
        String named = identifier();
        ProblemException refused = deleteWhen(
                named,
                () -> root(
                        "sh",
                        "-c",
                        "rm -r $0 && runuser -u postgres -- /usr/lib/postgresql/15/bin/initdb -N -D $0 >/dev/null",
                        DATA));

        assertEquals(ProblemType.DATA_DIRECTORY_NOT_EMPTY, refused.type(), refused.detail());
        assertEquals("15\n", root("cat", DATA + "/PG_VERSION"));
    }

    @Test
    void aServerThatWasStartedMeanwhileStays() {
        root("systemctl", "stop", UNIT);
        String named = identifier();
        ProblemException refused = deleteWhen(named, () -> {
            root("systemctl", "start", UNIT);
            hosts.standby.sql("CREATE TABLE precious AS SELECT 1 AS id");
        });

        assertEquals(ProblemType.DATA_DIRECTORY_IN_USE, refused.type(), refused.detail());
        assertEquals("1", hosts.standby.sql("SELECT count(*) FROM precious"));
    }

    /// The unused instance of the package need not be named: the setup has seen it run before it stopped it.
    @Test
    void theInstanceThatTheSetupHasStoppedGoes() {
        SetupSpec spec = deleting("1");
        StepRunner runner = new StepRunner(hosts.target(spec), (_, _) -> {});
        runner.run(new EnsureInstanceStopped(spec));
        runner.run(new EnsureDataDirectoryVacant(spec));
        assertEquals("gone\n", root("sh", "-c", "test -e $0 || echo gone", DATA));
    }

    /// @param meanwhile happens after the step has decided and before it writes
    private static ProblemException deleteWhen(String named, Runnable meanwhile) {
        SetupSpec spec = deleting(named);
        StepRunner runner = new StepRunner(hosts.target(spec), (_, _) -> meanwhile.run());
        return assertThrows(ProblemException.class, () -> runner.run(new EnsureDataDirectoryVacant(spec)));
    }

    private static SetupSpec deleting(String named) {
        return hosts.spec().existing(ExistingData.DELETE).naming(named).spec();
    }

    private static String identifier() {
        return root("od", "-An", "-tu8", "-N8", DATA + "/global/pg_control").strip();
    }

    private static String root(String... command) {
        return hosts.standby.exec(command);
    }
}

package io.understudy.setup;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.understudy.postgres.HostUnits.State;
import io.understudy.setup.DataDirectory.Content;
import io.understudy.setup.DataDirectory.Database;
import io.understudy.setup.DataDirectory.Server;
import io.understudy.step.Plan;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EnsureInstanceStoppedTest {
    private static final SetupSpec SPEC = new TestingSpec().spec();
    private static final String STOPPED_BY_US = DataDirectory.unused(SPEC.label());

    private static Plan<EnsureInstanceStopped.Change> plan(boolean pristine, @Nullable String mark, State unit) {
        DataDirectory found = new DataDirectory(
                SPEC.standby().dataDirectory(),
                Content.SOMETHING,
                false,
                Optional.of(new Database("15", Optional.of("7000000000000000001"), false)),
                Optional.of(new Server(5432, pristine)),
                Optional.ofNullable(mark));
        return new EnsureInstanceStopped(SPEC).plan(new EnsureInstanceStopped.Facts(found, unit));
    }

    @Test
    void whatIsJustAsThePackageMadeItIsStopped() {
        assertInstanceOf(Plan.Needed.class, plan(true, null, State.ACTIVE));
        assertInstanceOf(Plan.Needed.class, plan(true, STOPPED_BY_US, State.ACTIVE));
    }

    /// The server is looked at a moment before its unit, and may be gone in between.
    @Test
    void whatWeHaveStoppedIsWaitedForWhateverItsUnitSays() {
        assertInstanceOf(Plan.Awaited.class, plan(false, STOPPED_BY_US, State.DEACTIVATING));
        assertInstanceOf(Plan.Awaited.class, plan(false, STOPPED_BY_US, State.INACTIVE));
    }

    @Test
    void aServerOfSomebodyElseIsLeftAlone() {
        assertInstanceOf(Plan.Blocked.class, plan(false, null, State.ACTIVE));
        assertInstanceOf(Plan.Blocked.class, plan(false, "unused, stopped by another", State.INACTIVE));
    }
}

package io.understudy.rejoin;

import io.understudy.postgres.Instance;
import io.understudy.ssh.RemoteCommand;
import io.understudy.step.Plan;
import io.understudy.step.Side;
import io.understudy.step.Step;
import io.understudy.step.Target;
import java.time.Duration;
import java.util.List;

/// A node that crashed is recovered before it is rewound: `pg_rewind` starts from a server that was shut
/// down in order. A single process does it that nobody can connect to.
final class EnsureRecovered implements Step.Onward<EnsureRecovered.Facts, EnsureRecovered.Change> {
    /// As long as a crash recovery may take.
    private static final Duration LIMIT = Duration.ofHours(1);

    private final RejoinSpec spec;
    private final Instance instance;

    EnsureRecovered(RejoinSpec spec) {
        this.spec = spec;
        this.instance = spec.link().standby();
    }

    record Facts(Way way, boolean shutDown) {}

    record Change(String dataDirectory) {}

    @Override
    public String name() {
        return "ensure-recovered";
    }

    @Override
    public Side side() {
        return Side.STANDBY;
    }

    @Override
    public Facts observe(Target target) {
        Stray stray = Stray.of(target.standby(), spec.link());
        return new Facts(
                Way.of(target.primary(), target.standby(), spec.link()),
                stray.control().shutDown());
    }

    @Override
    public Plan<Change> plan(Facts facts) {
        return facts.way() instanceof Way.Diverged && !facts.shutDown()
                ? new Plan.Needed<>(
                        new Change(instance.dataDirectory()),
                        "let it recover from its crash, with no connections, before it is rewound",
                        List.of())
                : new Plan.InPlace<>();
    }

    @Override
    public void apply(Target target, Change change) {
        target.standby()
                .ssh()
                .output(RemoteCommand.of(
                                instance.program("postgres"),
                                "--single",
                                "-D",
                                change.dataDirectory(),
                                "-c",
                                "config_file=" + instance.configDirectory() + "/postgresql.conf",
                                "postgres")
                        .as("postgres")
                        .changing()
                        .within(LIMIT));
    }

    @Override
    public Class<Change> changeType() {
        return Change.class;
    }
}

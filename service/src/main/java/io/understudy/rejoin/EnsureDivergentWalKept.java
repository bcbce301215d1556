package io.understudy.rejoin;

import io.understudy.postgres.Instance;
import io.understudy.postgres.WalSegments;
import io.understudy.ssh.RemoteCommand;
import io.understudy.step.Effect;
import io.understudy.step.Node;
import io.understudy.step.Plan;
import io.understudy.step.Side;
import io.understudy.step.Step;
import io.understudy.step.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What the node wrote and the primary never got is kept aside as WAL, before a rewind takes it away.
final class EnsureDivergentWalKept implements Step.Onward<EnsureDivergentWalKept.Facts, EnsureDivergentWalKept.Change> {
    static final String NAME = "ensure-divergent-wal-kept";
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private final RejoinSpec spec;
    private final Instance instance;

    EnsureDivergentWalKept(RejoinSpec spec) {
        this.spec = spec;
        this.instance = spec.link().standby();
    }

    /// @param files names of the segments that are to be kept and are not
    record Facts(Way way, List<String> files) {}

    record Change(String directory, List<String> files, long bytes) {}

    private record Size(long bytes) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Side side() {
        return Side.STANDBY;
    }

    @Override
    public Facts observe(Target target) {
        Node node = target.standby();
        Way way = Way.of(target.primary(), node, spec.link());
        if (!(way instanceof Way.Diverged diverged)) {
            return new Facts(way, List.of());
        }
        long segment = target.primary()
                .psql()
                .row(Size.class, "SELECT pg_size_bytes(current_setting('wal_segment_size')) AS bytes")
                .bytes();
        WalSegments names = new WalSegments(diverged.timeline(), segment);
        String first = names.of(diverged.fork());
        String last = names.of(diverged.end());
        List<String> missing = new ArrayList<>(list(node, wal()).stream()
                .filter(name -> name.matches("[0-9A-F]{24}"))
                .filter(name -> name.compareTo(first) >= 0 && name.compareTo(last) <= 0)
                .sorted()
                .toList());
        if (node.files().exists(spec.keptWal())) {
            missing.removeAll(list(node, spec.keptWal()));
        }
        return new Facts(way, missing);
    }

    private String wal() {
        return instance.dataDirectory() + "/" + instance.version().walDirectory();
    }

    private static List<String> list(Node node, String directory) {
        return node.ssh()
                .output(RemoteCommand.of("find", directory + "/", "-maxdepth", "1", "-type", "f", "-printf", "%f\\n")
                        .as("root"))
                .lines()
                .toList();
    }

    @Override
    public Plan<Change> plan(Facts facts) {
        return facts.way() instanceof Way.Diverged diverged && !facts.files().isEmpty()
                ? new Plan.Needed<>(
                        new Change(spec.keptWal(), facts.files(), diverged.bytes()),
                        "keep the WAL from %s on in %s".formatted(diverged.fork(), spec.keptWal()),
                        new Effect(
                                Effect.Kind.DIRECTORY, side(), spec.keptWal(), null, String.join(" ", facts.files())))
                : new Plan.InPlace<>();
    }

    @Override
    public void apply(Target target, Change change) {
        Node node = target.standby();
        node.files().makeDirectory("postgres:postgres", "700", change.directory());
        List<String> argv = new ArrayList<>(
                List.of("install", "-m", "600", "-o", "postgres", "-g", "postgres", "-t", change.directory(), "--"));
        change.files().forEach(file -> argv.add(wal() + "/" + file));
        node.ssh().output(RemoteCommand.of(argv).as("root").changing().within(LIMIT));
    }

    @Override
    public Class<Change> changeType() {
        return Change.class;
    }
}

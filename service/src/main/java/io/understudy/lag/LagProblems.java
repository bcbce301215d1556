package io.understudy.lag;

import io.understudy.cluster.ClusterReading;
import io.understudy.problem.Problem;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What is wrong with one cluster, from sample to sample. Not for several threads.
final class LagProblems {
    /// Since when each standby has been beyond a threshold, by its node's id.
    private final Map<String, Instant> tooFar = new HashMap<>();

    /// @param raised the ids of the nodes that are known to be too far behind: whoever sampled before may have seen
    /// what
    /// cannot be measured now
    LagProblems(Set<String> raised) {
        raised.forEach(nodeId -> tooFar.put(nodeId, Instant.EPOCH));
    }

    /// All that is wrong at the moment of a sample.
    List<Problem> in(ClusterReading reading, ClusterLag sample, LagThresholds limits) {
        List<Problem> found = new ArrayList<>(reading.problems());
        PrimaryWal primary = sample.primary();
        if (Boolean.TRUE.equals(primary.archiveFailing())) {
            found.add(problem(
                    ProblemType.ARCHIVE_FAILING,
                    "%s could not archive its WAL at the last attempt".formatted(primary.host()),
                    primary.nodeId(),
                    primary.host()));
        }
        for (StandbyLag standby : sample.standbys()) {
            of(standby.state())
                    .ifPresent(type -> found.add(problem(
                            type,
                            "%s on %s".formatted(standby.instance(), standby.host()),
                            standby.nodeId(),
                            standby.host())));
            if (isTooFar(standby, limits, sample.measuredAt())) {
                found.add(problem(ProblemType.LAG_HIGH, said(standby, limits), standby.nodeId(), standby.host()));
            }
        }
        return found;
    }

    /// What a reading of the topology alone has no problem for.
    private static Optional<ProblemType> of(LagState state) {
        return switch (state) {
            case REPLAY_PAUSED -> Optional.of(ProblemType.REPLAY_PAUSED);
            case SLOT_LOST -> Optional.of(ProblemType.SLOT_LOST);
            case STREAMING,
                    CATCHING_UP,
                    RECEIVER_DOWN,
                    UPSTREAM_UNKNOWN,
                    OTHER_TIMELINE,
                    NOT_IN_RECOVERY,
                    OTHER_DATABASE,
                    STANDBY_DOWN,
                    STANDBY_NOT_ANSWERING,
                    HOST_UNREACHABLE,
                    PRIMARY_DOWN,
                    PRIMARY_UNREACHABLE -> Optional.empty();
        };
    }

    /// A lag that was too large and is not known now stays too large.
    private boolean isTooFar(StandbyLag standby, LagThresholds limits, Instant now) {
        String id = standby.nodeId();
        LagStage replayed = standby.replayed();
        if (replayed != null && limits.exceededBy(replayed)) {
            tooFar.putIfAbsent(id, now);
        } else if (replayed != null) {
            tooFar.remove(id);
        }
        Instant since = tooFar.get(id);
        return since != null && !since.plusSeconds(limits.forSeconds()).isAfter(now);
    }

    private static String said(StandbyLag standby, LagThresholds limits) {
        LagStage replayed = standby.replayed();
        String lag = replayed == null
                ? "and how far is not known now"
                : "%d bytes, %s s".formatted(replayed.lagBytes(), replayed.lagSeconds());
        return "%s on %s is too far behind: %s; the limits are %s bytes, %s s"
                .formatted(standby.instance(), standby.host(), lag, limits.lagBytes(), limits.lagSeconds());
    }

    private static Problem problem(ProblemType type, String detail, String nodeId, String host) {
        return Problem.of(new ProblemException(type, detail).with("host", host).with("nodeId", nodeId));
    }
}

package io.understudy.lag;

import io.understudy.cluster.ClusterReading;
import io.understudy.cluster.NodeReading;
import io.understudy.cluster.ServerFacts;
import io.understudy.cluster.Walsender;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// How a standby follows, in one word. Each thing that can be wrong has a name of its own.
@Schema(description = """
                How a standby follows, in one word. STREAMING: it is fed and replays. CATCHING_UP: it is fed WAL that was \
                written before it connected. REPLAY_PAUSED: it is fed, and replay was paused on it. RECEIVER_DOWN: its server \
                runs, and its walreceiver does not stream. UPSTREAM_UNKNOWN: its walreceiver streams, from no walsender that \
                was measured. OTHER_TIMELINE: it is not fed, and its history is another than the primary's. SLOT_LOST: the WAL \
                that it needs is gone; it has to be copied anew. NOT_IN_RECOVERY: it takes writes. OTHER_DATABASE: its data \
                directory holds another database. STANDBY_DOWN: its host answers and no server runs. STANDBY_NOT_ANSWERING: \
                its server runs and gives no answer. HOST_UNREACHABLE: its host gives no answer. PRIMARY_DOWN: no primary runs. \
                PRIMARY_UNREACHABLE: the primary could not be looked at.""")
public enum LagState {
    STREAMING,
    CATCHING_UP,
    REPLAY_PAUSED,
    RECEIVER_DOWN,
    UPSTREAM_UNKNOWN,
    OTHER_TIMELINE,
    SLOT_LOST,
    NOT_IN_RECOVERY,
    OTHER_DATABASE,
    STANDBY_DOWN,
    STANDBY_NOT_ANSWERING,
    HOST_UNREACHABLE,
    PRIMARY_DOWN,
    PRIMARY_UNREACHABLE;

    /// Problems of a server, not of the way to its host.
    private static final Set<ProblemType> OF_THE_SERVER =
            EnumSet.of(ProblemType.POSTGRES_UNAVAILABLE, ProblemType.SQL_FAILED);

    static LagState of(NodeReading standby, ClusterReading all) {
        if (all.primary().isEmpty()) {
            return all.nodes().getFirst().seen() instanceof NodeReading.Seen.Unknown
                    ? PRIMARY_UNREACHABLE
                    : PRIMARY_DOWN;
        }
        return switch (standby.seen()) {
            case NodeReading.Seen.Unknown(ProblemException why) ->
                OF_THE_SERVER.contains(why.type()) ? STANDBY_NOT_ANSWERING : HOST_UNREACHABLE;
            case NodeReading.Seen.Down() -> STANDBY_DOWN;
            case NodeReading.Seen.Answered(var _) when !all.ours(standby) -> OTHER_DATABASE;
            case NodeReading.Seen.Answered(ServerFacts facts) when !facts.inRecovery() -> NOT_IN_RECOVERY;
            case NodeReading.Seen.Answered(ServerFacts facts) -> following(standby, facts, all);
        };
    }

    private static LagState following(NodeReading standby, ServerFacts facts, ClusterReading all) {
        Optional<Walsender> sender = all.senderOf(standby);
        if (sender.isPresent() && facts.receiverUp()) {
            return Boolean.TRUE.equals(facts.replayPaused())
                    ? REPLAY_PAUSED
                    : sender.get().streaming() ? STREAMING : CATCHING_UP;
        }
        if (StandbySlot.factsOf(standby, all).filter(ServerFacts.Slot::lost).isPresent()) {
            return SLOT_LOST;
        }
        boolean sameTimeline = all.primary()
                .flatMap(NodeReading::facts)
                .filter(primary -> primary.timeline() == facts.timeline())
                .isPresent();
        if (!sameTimeline) {
            return OTHER_TIMELINE;
        }
        return facts.receiverUp() ? UPSTREAM_UNKNOWN : RECEIVER_DOWN;
    }
}

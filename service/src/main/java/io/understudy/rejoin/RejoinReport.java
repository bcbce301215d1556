package io.understudy.rejoin;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.understudy.job.Evidence;
import io.understudy.job.JobResult;
import io.understudy.job.RejoinResult;
import io.understudy.job.RejoinResult.RejoinMethod;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The result of a rejoin, made from what its job noted down on the way.
final class RejoinReport {
    private final RejoinOrder asked;
    private final RejoinSpec spec;
    private final Evidence evidence;
    private final ObjectMapper json;

    RejoinReport(RejoinOrder asked, RejoinSpec spec, Evidence evidence, ObjectMapper json) {
        this.asked = asked;
        this.spec = spec;
        this.evidence = evidence;
        this.json = json;
    }

    boolean follows() {
        return evidence.ended().contains("ensure-streaming");
    }

    JobResult result() {
        Optional<EnsureDivergentWalKept.Change> kept =
                evidence.change(EnsureDivergentWalKept.NAME, EnsureDivergentWalKept.Change.class, json);
        Optional<EnsureRewound.Change> rewound = evidence.change(EnsureRewound.NAME, EnsureRewound.Change.class, json);
        RejoinMethod method =
                spec.copyAgain() ? RejoinMethod.COPY : rewound.isPresent() ? RejoinMethod.REWIND : RejoinMethod.ATTACH;
        RejoinResult result = new RejoinResult(
                asked.request().nodeId(),
                asked.primaryNodeId(),
                method,
                switch (method) {
                    case ATTACH -> 0L;
                    case REWIND -> rewound.map(EnsureRewound.Change::bytes).orElse(null);
                    case COPY -> null;
                },
                switch (method) {
                    case ATTACH -> null;
                    case REWIND ->
                        kept.map(EnsureDivergentWalKept.Change::directory).orElse(null);
                    case COPY -> aside();
                },
                follows());
        return JobResult.of(
                result,
                follows()
                        ? List.of()
                        : List.of(
                                "the node does not follow yet; it stays closed for starts until it would start as a standby: ask for the rejoin again"));
    }

    /// The data directory of before.
    private @Nullable String aside() {
        return evidence.change("ensure-data-directory-vacant")
                .map(change -> change.path("aside").asText())
                .filter(path -> !path.isEmpty())
                .orElse(null);
    }
}

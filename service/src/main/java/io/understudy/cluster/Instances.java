package io.understudy.cluster;

import io.understudy.host.InstanceFacts;
import io.understudy.postgres.Instance;
import io.understudy.postgres.PgVersion;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import java.util.List;
import java.util.stream.Collectors;

/// Instances as a probe has found them.
final class Instances {
    private Instances() {}

    /// @throws ProblemException `INSTANCE_UNSUPPORTED` when its name, path or version is not one that we work with
    static Instance of(InstanceFacts found) {
        Integer port = found.port();
        if (port == null) {
            throw unsupported(found, "its port is not known");
        }
        try {
            return new Instance(PgVersion.parse(found.major()), found.name(), port, found.dataDirectory());
        } catch (IllegalArgumentException reason) {
            throw unsupported(found, String.valueOf(reason.getMessage()));
        }
    }

    private static ProblemException unsupported(InstanceFacts found, String reason) {
        return new ProblemException(
                ProblemType.INSTANCE_UNSUPPORTED, "%s/%s: %s".formatted(found.major(), found.name(), reason));
    }

    /// For people, for example `9.6/main on port 5432, 15/main on port 5433`.
    static String listed(List<InstanceFacts> instances) {
        return instances.stream()
                .map(i -> "%s/%s on port %s".formatted(i.major(), i.name(), i.port() == null ? "unknown" : i.port()))
                .collect(Collectors.joining(", "));
    }
}

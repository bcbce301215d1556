package io.understudy.promotion;

import io.understudy.cutover.CutOver;
import io.understudy.postgres.Instance;
import io.understudy.postgres.PgVersion;
import io.understudy.secret.Secret;
import io.understudy.standby.StandbyLink;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A switchover between two nodes as it is when the request names nothing else.
final class TestingSpecs {
    private TestingSpecs() {}

    static PromotionSpec spec() {
        return new PromotionSpec(
                "0193a1e2",
                link("10.0.0.1", "b", "10.0.0.2"),
                link("10.0.0.2", "a", "10.0.0.1"),
                List.of(),
                List.of(),
                16 << 20,
                Duration.ofSeconds(60),
                Duration.ofSeconds(30),
                true,
                new PromotionSpec.Risk(true, false, false, 0, Optional.empty()),
                CutOver.NONE,
                List.of());
    }

    private static StandbyLink link(String address, String standby, String standbyAddress) {
        Instance instance = Instance.debian(PgVersion.parse("15"), "main", 5432);
        String name = StandbyLink.name(standby, "main");
        return new StandbyLink(
                "7412345678901234567",
                instance,
                address,
                instance,
                standbyAddress,
                name,
                "understudy_replication",
                new Secret("a-password-of-nobody"),
                Optional.of(name));
    }
}

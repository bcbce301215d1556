package io.understudy.job;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;

/// How long a job waits before it gives up.
@ConfigMapping(prefix = "understudy.job")
public interface Patience {
    /// For a host whose link broke in mid-job to come back. Afterwards the job takes back what it changed.
    @WithName("host-patience")
    @WithDefault("2m")
    Duration forHost();
}

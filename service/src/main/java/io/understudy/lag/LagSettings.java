package io.understudy.lag;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How often lag is sampled, and how long samples are kept.
@ConfigMapping(prefix = "understudy.lag")
interface LagSettings {
    /// From the beginning of one look at a cluster to that of the next; at least a second.
    @WithDefault("5s")
    Duration interval();

    /// Every sample, at least this long; an hour more at most.
    @WithDefault("24h")
    Duration keepSamples();

    /// Five-minute summaries, at least this long; a day more at most.
    @WithDefault("720h")
    Duration keepHistory();
}

package io.understudy.lag;

import io.understudy.cluster.Cluster;
import io.understudy.cluster.ClusterReader;
import io.understudy.cluster.ClusterWatch;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/// Samples one cluster at every interval, on a thread of its own, for as long as it is this replica's.
final class ClusterSampling implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ClusterSampling.class);

    /// A host under load may need so long to let somebody in.
    private static final Duration LEAST_PATIENCE = Duration.ofMillis(2500);

    private final ClusterWatch watch;
    private final LagStore store;
    private final String sampler;
    private final Duration interval;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Cluster cluster;

    ClusterSampling(Cluster cluster, ClusterReader reader, LagStore store, String sampler, Duration interval) {
        this.cluster = cluster;
        this.store = store;
        this.sampler = sampler;
        this.interval = interval;
        this.watch = reader.watch(patience(interval));
    }

    /// Half an interval: with a host that hangs, what is known of the others is still younger than two.
    private static Duration patience(Duration interval) {
        Duration half = interval.dividedBy(2);
        return half.compareTo(LEAST_PATIENCE) > 0 ? half : LEAST_PATIENCE;
    }

    ClusterSampling start() {
        Thread.ofVirtual().name("lag-" + cluster.name()).start(this::run);
        return this;
    }

    /// What was declared may have changed.
    void renew(Cluster declared) {
        cluster = declared;
    }

    private void run() {
        // Begun anywhere in the interval, so that a replica that takes over a thousand clusters does not look at all
        // of them at once.
        Duration pause = Duration.ofNanos(ThreadLocalRandom.current().nextLong(interval.toNanos()));
        LagTracker tracker = null;
        while (!over(pause)) {
            long began = System.nanoTime();
            try {
                tracker = tracker == null ? store.resumed(cluster) : tracker;
                sample(tracker);
            } catch (RuntimeException failed) {
                // The store may be away for a while: the next sample finds out.
                LOG.warnf(failed, "lag not sampled cluster=%s", cluster.id());
            }
            pause = interval.minusNanos(System.nanoTime() - began);
        }
        watch.close();
    }

    private boolean over(Duration pause) {
        try {
            return closed.await(pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stopping) {
            return true;
        }
    }

    private void sample(LagTracker tracker) {
        ClusterLag sample = tracker.sample(watch.look(cluster), Instant.now());
        if (!store.save(sample, sampler)) {
            LOG.debugf("lag sample not kept, the cluster is another replica's cluster=%s", cluster.id());
        }
    }

    /// Ends without waiting for a look that is under way.
    @Override
    public void close() {
        closed.countDown();
    }
}

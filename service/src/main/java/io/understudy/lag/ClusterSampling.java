package io.understudy.lag;

import io.micrometer.core.instrument.MeterRegistry;
import io.understudy.alarm.AlarmStore;
import io.understudy.cluster.Cluster;
import io.understudy.cluster.ClusterReader;
import io.understudy.cluster.ClusterReading;
import io.understudy.cluster.ClusterWatch;
import io.understudy.problem.Problem;
import io.understudy.problem.ProblemType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
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
    private final AlarmStore alarms;
    private final LagMeters meters;
    private Set<?> told = Set.of("nothing yet");
    private WalSpace walSpace = WalSpace.NOT_YET;
    private volatile Declared declared;

    /// @param thresholds beyond which a standby is too far behind
    record Declared(Cluster cluster, LagThresholds thresholds) {
        String id() {
            return cluster.id();
        }
    }

    /// What every sampling of a replica works with.
    record Parts(ClusterReader reader, LagStore store, AlarmStore alarms, MeterRegistry meters, String sampler) {}

    /// What the samples before have told, whoever took them.
    private record Known(LagTracker tracker, LagProblems problems) {}

    ClusterSampling(Declared declared, Parts parts, Duration interval) {
        this.declared = declared;
        this.store = parts.store();
        this.alarms = parts.alarms();
        this.meters = new LagMeters(parts.meters());
        this.sampler = parts.sampler();
        this.interval = interval;
        this.watch = parts.reader().watch(patience(interval));
    }

    /// Half an interval: with a host that hangs, what is known of the others is still younger than two.
    private static Duration patience(Duration interval) {
        Duration half = interval.dividedBy(2);
        return half.compareTo(LEAST_PATIENCE) > 0 ? half : LEAST_PATIENCE;
    }

    ClusterSampling start() {
        Thread.ofVirtual().name("lag-" + declared.cluster().name()).start(this::run);
        return this;
    }

    /// What was declared may have changed.
    void renew(Declared anew) {
        declared = anew;
    }

    private void run() {
        // Begun anywhere in the interval, so that a replica that takes over a thousand clusters does not look at all
        // of them at once.
        Duration pause = Duration.ofNanos(ThreadLocalRandom.current().nextLong(interval.toNanos()));
        Known known = null;
        while (!over(pause)) {
            long began = System.nanoTime();
            try {
                known = known == null ? known() : known;
                sample(known);
            } catch (RuntimeException failed) {
                // The store may be away for a while: the next sample finds out. A service that stops needs no word.
                if (closed.getCount() > 0) {
                    LOG.warnf(failed, "lag not sampled cluster=%s", declared.id());
                }
            }
            pause = interval.minusNanos(System.nanoTime() - began);
        }
        watch.close();
        meters.close();
    }

    private boolean over(Duration pause) {
        try {
            return closed.await(pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stopping) {
            return true;
        }
    }

    private Known known() {
        return new Known(
                store.resumed(declared.cluster()), new LagProblems(alarms.raised(declared.id(), ProblemType.LAG_HIGH)));
    }

    private void sample(Known known) {
        Declared now = declared;
        ClusterReading reading = watch.look(now.cluster());
        ClusterLag sample = known.tracker().sample(reading, walSpace, Instant.now());
        if (!store.save(sample, sampler)) {
            LOG.debugf("lag sample not kept, the cluster is another replica's cluster=%s", sample.clusterId());
            return;
        }
        meters.show(now.cluster().name(), sample);
        List<Problem> found = known.problems().in(reading, sample, now.thresholds());
        Set<?> keys = AlarmStore.keys(found);
        if (!keys.equals(told)) {
            alarms.settle(sample.clusterId(), found, sample.measuredAt());
            told = keys;
        }
        // Last of all: what hangs here delays nothing of this sample.
        if (reading.primary().isPresent()) {
            walSpace = walSpace.renewed(watch, reading.primary().get().node(), sample.measuredAt());
        }
    }

    /// Ends without waiting for a look that is under way.
    @Override
    public void close() {
        closed.countDown();
    }
}

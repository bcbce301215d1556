package io.understudy.lag;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.understudy.alarm.AlarmStore;
import io.understudy.cluster.ClusterReader;
import io.understudy.lag.ClusterSampling.Declared;
import io.understudy.lag.ClusterSampling.Parts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/// Keeps a [ClusterSampling] for each cluster that is this replica's.
@ApplicationScoped
class LagSampler {
    private static final Logger LOG = Logger.getLogger(LagSampler.class);

    private final LagLeases leases;
    private final LagThresholdStore thresholds;
    private final Parts parts;
    private final LagPartitions partitions;
    private final LagSettings settings;
    private final Map<String, ClusterSampling> samplings = new HashMap<>();
    private final CountDownLatch stopping = new CountDownLatch(1);

    LagSampler(
            LagLeases leases,
            LagThresholdStore thresholds,
            ClusterReader reader,
            LagStore store,
            AlarmStore alarms,
            MeterRegistry meters,
            LagPartitions partitions,
            LagSettings settings) {
        this.leases = leases;
        this.thresholds = thresholds;
        this.parts = new Parts(reader, store, alarms, meters, leases.me());
        this.partitions = partitions;
        this.settings = settings;
    }

    void start(@Observes StartupEvent event) {
        // Apart, so that a long clean-up costs no sign of life.
        every(LagPartitions.EVERY, "lag-partitions", partitions::tend);
        every(LagLeases.BEAT, "lag-leases", this::beat);
    }

    private void every(Duration pause, String name, Runnable work) {
        Thread.ofVirtual().name(name).start(() -> {
            try {
                do {
                    attempt(work);
                } while (!stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS));
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void attempt(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException failed) {
            if (stopping.getCount() > 0) {
                LOG.warn("the lag sampler cannot work with its store", failed);
            }
        }
    }

    private synchronized void beat() {
        if (stopping.getCount() > 0) {
            take(thresholds.declared(leases.beat()));
        }
    }

    private void take(List<Declared> mine) {
        Set<String> ids = mine.stream().map(Declared::id).collect(Collectors.toSet());
        samplings.entrySet().removeIf(sampling -> {
            boolean lost = !ids.contains(sampling.getKey());
            if (lost) {
                sampling.getValue().close();
            }
            return lost;
        });
        mine.forEach(declared ->
                samplings.computeIfAbsent(declared.id(), _ -> begun(declared)).renew(declared));
    }

    private ClusterSampling begun(Declared declared) {
        return new ClusterSampling(declared, parts, settings.interval()).start();
    }

    synchronized void stop(@Observes ShutdownEvent event) {
        stopping.countDown();
        samplings.values().forEach(ClusterSampling::close);
        try {
            leases.leave();
        } catch (RuntimeException storeGone) {
            LOG.debug("the leases run out by themselves", storeGone);
        }
    }
}

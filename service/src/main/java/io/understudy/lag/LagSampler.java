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
        Thread.ofVirtual().name("lag-sampler").start(this::run);
    }

    private void run() {
        try {
            do {
                beat();
            } while (!stopping.await(LagLeases.BEAT.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void beat() {
        if (stopping.getCount() == 0) {
            return;
        }
        try {
            partitions.tend();
            take(thresholds.declared(leases.beat()));
        } catch (RuntimeException failed) {
            LOG.warn("the lag sampler cannot reach its store", failed);
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
        mine.forEach(declared -> samplings
                .computeIfAbsent(declared.id(), _ -> begun(declared))
                .renew(declared));
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

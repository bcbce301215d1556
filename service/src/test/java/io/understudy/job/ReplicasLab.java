package io.understudy.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.understudy.client.JobPoller;
import io.understudy.client.Understudy;
import io.understudy.client.api.TokensApi.APIListTokensRequest;
import io.understudy.client.model.Job;
import io.understudy.client.model.JobEvent;
import io.understudy.client.model.JobOutcome;
import io.understudy.client.model.JobState;
import io.understudy.testing.Eventually;
import io.understudy.testing.LabCluster;
import io.understudy.testing.LabHost;
import io.understudy.testing.LabPair;
import io.understudy.testing.LabReplicas;
import io.understudy.testing.LabService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Two replicas with a data folder each, on one PostgreSQL that is neither's own, and the one that runs a job is lost.
class ReplicasLab {
    private static final LabPair PAIR = new LabPair("rep-a", "rep-b");
    private static final LabReplicas REPLICAS = new LabReplicas("replica", new LabHost("rep-c"));
    private static final LabService FIRST = REPLICAS.first();
    private static final LabService SECOND = REPLICAS.second();

    @BeforeAll
    static void twoStartAtOnceOnAnEmptyStore() {
        REPLICAS.start();
    }

    @AfterAll
    static void leaveNothing() {
        REPLICAS.close();
        PAIR.close();
    }

    @Test
    void theyHaveMadeOneStore() {
        assertEquals(
                "t",
                REPLICAS.stored("SELECT count(*) > 1 AND bool_and(success) AND count(*) = count(DISTINCT version)"
                        + " FROM flyway_schema_history"));
        assertNotEquals(Files.exists(FIRST.tokenFile()), Files.exists(SECOND.tokenFile()));
        for (LabService replica : List.of(FIRST, SECOND)) {
            try (Understudy api = REPLICAS.client(replica)) {
                assertEquals(
                        1,
                        api.tokens()
                                .listTokens(APIListTokensRequest.newBuilder().build())
                                .getItems()
                                .size());
            }
        }
    }

    @Test
    void aKilledReplicasJobIsTakenOver() {
        FIRST.stop();
        FIRST.start(REPLICAS.settings("understudy.fault.halt-at=before:ensure-base-backup"));
        JobPoller job = firstBegins();
        SECOND.thaw();

        assertEquals(137, FIRST.awaitEnd());

        awaitTakeover(job);
        assertEndsDone(job);
        FIRST.start(REPLICAS.settings());
    }

    @Test
    void aStoppedReplicasJobGoesOnAtOnce() {
        JobPoller job = firstBegins();
        awaitCopy();
        SECOND.thaw();

        FIRST.stop();

        awaitTakeover(job);
        assertEndsDone(job);
        FIRST.start(REPLICAS.settings());
    }

    @Test
    void aPausedReplicaThatWakesChangesNothing() throws IOException {
        JobPoller job = firstBegins();
        awaitCopy();
        FIRST.freeze();
        SECOND.thaw();
        awaitTakeover(job);
        Job done = assertEndsDone(job);
        String hosts = hosts();
        String events = REPLICAS.stored("SELECT count(*), max(id) FROM job_event");
        long logged = Files.size(FIRST.log());

        FIRST.thaw();

        Eventually.within(
                Duration.ofSeconds(60),
                "the first leaves the job; see " + FIRST.log(),
                () -> read(FIRST.log(), logged).contains("was taken over"));
        try (Understudy api = REPLICAS.client(FIRST)) {
            assertEquals(done, api.job(job.jobId()).poll());
        }
        assertEquals(hosts, hosts());
        assertEquals(events, REPLICAS.stored("SELECT count(*), max(id) FROM job_event"));
    }

    /// Begins a setup on fresh hosts while the second replica is frozen, so that the first gets the job.
    private static JobPoller firstBegins() {
        PAIR.fresh("15");
        PAIR.primary()
                .sql("CREATE TABLE big AS SELECT i AS id, repeat(md5(i::text), 30) AS text"
                        + " FROM generate_series(1, 250000) i");
        REPLICAS.stored("SET client_min_messages TO warning; TRUNCATE cluster, host, credential CASCADE");
        LabCluster cluster = new LabCluster(() -> REPLICAS.client(FIRST), PAIR);
        PAIR.standby().does("slow");
        SECOND.freeze();
        String id = cluster.begin(cluster.request().build()).jobId();
        Eventually.within(
                Duration.ofSeconds(30),
                "the first runs the job",
                () -> REPLICAS.stored("SELECT state FROM job WHERE id = '%s'".formatted(id))
                        .equals("RUNNING"));
        return REPLICAS.client(SECOND).job(id);
    }

    private static void awaitCopy() {
        Eventually.within(
                Duration.ofMinutes(2),
                "the copy is under way",
                () -> PAIR.standby()
                        .exec("sh", "-c", "du -sm /var/lib/postgresql/15/main.understudy/data 2>/dev/null | cut -f1")
                        .strip()
                        .matches("[1-9][0-9]+"));
    }

    private static void awaitTakeover(JobPoller job) {
        Eventually.within(Duration.ofSeconds(30), "the second has the job", () -> REPLICAS.owners(job.jobId()) == 2);
    }

    private static Job assertEndsDone(JobPoller poller) {
        PAIR.standby().does("heal");
        Job job = poller.waitForCompletion(LabCluster.LIMIT);
        assertEquals(JobState.SUCCEEDED, job.getState());
        assertEquals(JobOutcome.COMPLETED, job.getOutcome());
        List<JobEvent> events = new ArrayList<>();
        try (Understudy api = REPLICAS.client(SECOND)) {
            api.events().follow(job.getId(), events::add);
        }
        assertEquals("end", events.getLast().getType());
        PAIR.primary().sql("CREATE TABLE survived AS SELECT generate_series(1, 100) AS id");
        PAIR.awaitReplayed();
        assertEquals("1", PAIR.primary().sql("SELECT count(*) FROM pg_replication_slots"));
        return job;
    }

    /// What a change would leave on the hosts, and the fence that it would have to pass.
    private static String hosts() {
        return Stream.of(PAIR.primary(), PAIR.standby())
                .map(
                        host -> host.exec(
                                "sh",
                                "-c",
                                "cat ~deploy/.understudy-fence-*; find /etc/postgresql -type f -exec sha256sum {} + | sort;"
                                        + " ls -d /var/lib/postgresql/15/*; systemctl show -p InactiveExitTimestampMonotonic postgresql@15-main"))
                .reduce("", String::concat);
    }

    private static String read(Path file, long from) {
        try {
            return Files.readString(file).substring((int) from);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

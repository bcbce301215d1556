package io.understudy.testing;

import io.understudy.client.Understudy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// Two replicas with a data folder each, on one PostgreSQL that is neither's own.
public final class LabReplicas implements AutoCloseable {
    private final LabHost store;
    private final LabService first;
    private final LabService second;

    /// @param name of both data folders, with `-first` and `-second`
    /// @param store the host that the store is on
    public LabReplicas(String name, LabHost store) {
        this.store = store;
        first = new LabService(name + "-first");
        second = new LabService(name + "-second");
    }

    public LabService first() {
        return first;
    }

    public LabService second() {
        return second;
    }

    /// Boots the store anew, and starts both at once on it.
    public void start() {
        LabHost.fresh("15", store.name());
        store.sql("CREATE ROLE understudy LOGIN PASSWORD 'of the lab'");
        store.sql("CREATE DATABASE understudy OWNER understudy");
        store.sql("ALTER SYSTEM SET listen_addresses = '*'");
        store.exec(
                "sh",
                "-c",
                "echo 'host understudy understudy 0.0.0.0/0 scram-sha-256' >>/etc/postgresql/15/main/pg_hba.conf");
        store.exec("systemctl", "restart", "postgresql@15-main");
        Eventually.within(Duration.ofSeconds(30), "the store takes connections", store::answers);
        first.begin(settings());
        second.begin(settings());
        for (LabService replica : List.of(first, second)) {
            replica.awaitReady();
        }
    }

    /// What each of them is started with.
    public String[] settings(String... more) {
        return Stream.concat(
                        Stream.of(
                                "quarkus.datasource.jdbc.url=jdbc:postgresql://%s:5432/understudy"
                                        .formatted(store.address()),
                                "quarkus.datasource.username=understudy",
                                "quarkus.datasource.password=of the lab",
                                "understudy.secret-key=Y29tbW9uIGtleSBvZiB0d28gcmVwbGljYXMgb2YgbGE="),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    /// What a query of the store gives, as `psql -At` prints it.
    public String stored(String query) {
        return store.exec("runuser", "-u", "postgres", "--", "psql", "-XAt", "-d", "understudy", "-c", query)
                .strip();
    }

    /// Who has the job.
    ///
    /// @return how many owners it has had
    public int owners(String jobId) {
        return Integer.parseInt(
                stored("SELECT count(*) FROM job_event WHERE type = 'state' AND job_id = '%s'".formatted(jobId)));
    }

    /// Of two that start at once one makes the token.
    public Understudy client(LabService replica) {
        Path token = Files.exists(first.tokenFile()) ? first.tokenFile() : second.tokenFile();
        return replica.client(token);
    }

    @Override
    public void close() {
        first.close();
        second.close();
        store.removeIfThere();
    }
}

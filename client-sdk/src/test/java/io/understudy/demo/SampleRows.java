package io.understudy.demo;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Rows that are written on one host and read on another, past the service: with `psql` on the hosts.
///
/// @param lab the script that reaches into hosts
record SampleRows(String lab) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// @return how many rows there are afterwards
    String write(String host) throws IOException, InterruptedException {
        return query(
                host,
                Redirect.INHERIT,
                "SET client_min_messages = warning",
                "CREATE TABLE IF NOT EXISTS understudy_demo (id bigserial PRIMARY KEY, written_at timestamptz DEFAULT now())",
                "INSERT INTO understudy_demo SELECT FROM generate_series(1, 1000)",
                "SELECT count(*) FROM understudy_demo");
    }

    /// Waits until a host that follows has that many rows.
    ///
    /// @return what it says: whether it is in recovery, how many rows, when the last one was written
    String await(String host, String rows) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String answer;
        do {
            // The table itself may not have come yet.
            answer = query(
                    host,
                    Redirect.DISCARD,
                    "SELECT 'in recovery: ' || pg_is_in_recovery() || ', rows: ' || count(*)"
                            + " || ', last written at ' || max(written_at) FROM understudy_demo");
            if (answer.contains("rows: " + rows + ",")) {
                return answer;
            }
        } while (System.nanoTime() < deadline);
        throw new IllegalStateException("%s has not got %s rows in %s: %s".formatted(host, rows, PATIENCE, answer));
    }

    private String query(String host, Redirect errors, String... statements) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(
                lab, "exec", host, "runuser", "-u", "postgres", "--", "psql", "-XqAt", "-v", "ON_ERROR_STOP=1"));
        for (String statement : statements) {
            words.addAll(List.of("-c", statement));
        }
        Process process = new ProcessBuilder(words).redirectError(errors).start();
        process.getOutputStream().close();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        process.waitFor();
        return answer;
    }
}

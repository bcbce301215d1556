package io.understudy.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The application on a host that was booted with `--app`: puma, sidekiq with its Redis, and the file with
/// their `DATABASE_URL`.
public record LabApp(LabHost host) {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Pattern ID = Pattern.compile("\\{\"id\":(\\d+)}");

    public static final String ENV_FILE = "/srv/qstn/current/.env";

    /// Its role, database and tables, on the host's own instance.
    public void createDatabase() {
        host.exec("runuser", "-u", "postgres", "--", "psql", "-Xq", "-f", "/srv/qstn/current/schema.sql");
    }

    public static String databaseUrl(String address) {
        return "postgres://qstn:qstn-secret@%s:5432/qstn".formatted(address);
    }

    public void start() {
        host.exec("systemctl", "start", "redis-server", "puma", "sidekiq");
        Eventually.within(Duration.ofSeconds(30), "puma on " + host.name() + " writes", this::writes);
    }

    public boolean writes() {
        return write().isPresent();
    }

    /// Has it write a row.
    ///
    /// @return the row's id, once that is acknowledged
    public OptionalLong write() {
        Matcher answer = ID.matcher(call("POST"));
        return answer.matches() ? OptionalLong.of(Long.parseLong(answer.group(1))) : OptionalLong.empty();
    }

    /// Whether it writes to the database at this address.
    public boolean writesTo(String address) {
        return writes() && call("GET").contains("\"address\":\"" + address + "\"");
    }

    /// One statement in its database.
    public static String sql(LabHost database, String statement) {
        return database.exec("runuser", "-u", "postgres", "--", "psql", "-XAtd", "qstn", "-c", statement)
                .strip();
    }

    /// Which of its two units run, for example `puma sidekiq`.
    public String running() {
        return host.exec("sh", "-c", "for u in puma sidekiq; do systemctl -q is-active $u && echo $u; done; true")
                .strip()
                .replace('\n', ' ');
    }

    /// The line of its env file, with owner and mode of the file.
    public String env() {
        return host.exec("sh", "-c", "stat -c '%U:%G %a' " + ENV_FILE + "; grep ^DATABASE_URL= " + ENV_FILE)
                .strip();
    }

    /// @return the body; empty when nobody answers
    private String call(String method) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://%s:9292/".formatted(host.address())))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException notYet) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

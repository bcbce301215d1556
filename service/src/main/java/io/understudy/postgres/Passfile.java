package io.understudy.postgres;

import io.understudy.secret.Secret;
import java.util.ArrayList;
import java.util.List;

/// libpq's password file of the operating system's user `postgres`, `~/.pgpass` (manual, 34.16): every version reads
/// it, while
/// `passfile` in a connection string is unknown to 9.6. Lines of other people stay as they are.
public record Passfile(String text) {
    public static final String PATH = "/var/lib/postgresql/.pgpass";

    /// The server for which a password is kept. libpq looks for the database name `replication` on such connections.
    public record Entry(String host, int port, String role) {
        private String prefix() {
            return "%s:%d:replication:%s:".formatted(host.replace(":", "\\:"), port, role);
        }
    }

    public boolean holds(Entry entry, Secret password) {
        return text.lines().anyMatch((entry.prefix() + password.value())::equals);
    }

    /// First in the file, because the first line that matches is taken.
    public Passfile with(Entry entry, Secret password) {
        List<String> lines = new ArrayList<>(without(entry).text.lines().toList());
        lines.addFirst(entry.prefix() + password.value());
        return new Passfile(String.join("\n", lines) + "\n");
    }

    public Passfile without(Entry entry) {
        StringBuilder rest = new StringBuilder();
        text.lines()
                .filter(line -> !line.startsWith(entry.prefix()))
                .forEach(line -> rest.append(line).append('\n'));
        return new Passfile(rest.toString());
    }
}

package io.understudy.cutover;

import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The text of a `pgbouncer.ini`, of which one thing is read and changed: the server that an entry of
/// `[databases]` leads to. Everything else, passwords included, stays as it is and is never taken out.
record PgbouncerIni(String text) {
    private static final Pattern LINE = Pattern.compile(".+");
    private static final Pattern SECTION = Pattern.compile("\\s*\\[([^]]*)].*");
    private static final Pattern WORD = Pattern.compile("([A-Za-z_]+)(\\s*=\\s*)('(?:[^']|'')*'|[^\\s']\\S*)");

    /// Where an entry leads to.
    record Server(String host, int port) {
        @Override
        public String toString() {
            return "host=%s port=%d".formatted(host, port);
        }
    }

    /// Absent when there is no such entry. An entry without a host leads to a socket, which has an empty
    /// name here.
    Optional<Server> server(String database) {
        return text.lines()
                .filter(new Entries(database)::isNext)
                .findFirst()
                .map(line -> new Server(
                        word(line, "host").orElse(""),
                        word(line, "port").map(Integer::valueOf).orElse(5432)));
    }

    PgbouncerIni pointed(String database, Server server) {
        Entries entries = new Entries(database);
        return new PgbouncerIni(LINE.matcher(text).replaceAll(line -> {
            String found = line.group();
            return Matcher.quoteReplacement(entries.isNext(found) ? led(found, server) : found);
        }));
    }

    private static String led(String line, Server server) {
        String host = with(line, "host", server.host());
        return with(host, "port", Integer.toString(server.port()));
    }

    private static String with(String line, String key, String value) {
        List<MatchResult> found = words(line, key);
        if (found.isEmpty()) {
            String end = line.substring(line.stripTrailing().length());
            return "%s %s=%s%s".formatted(line.stripTrailing(), key, value, end);
        }
        MatchResult last = found.getLast();
        return line.substring(0, last.start(3)) + value + line.substring(last.end(3));
    }

    private static Optional<String> word(String line, String key) {
        List<MatchResult> found = words(line, key);
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(bare(found.getLast().group(3)));
    }

    private static String bare(String value) {
        return value.startsWith("'") ? value.substring(1, value.length() - 1).replace("''", "'") : value;
    }

    /// The last of several counts, as pgbouncer reads it. Quoted values are skipped as a whole, so that a
    /// password with `host=` in it is none.
    private static List<MatchResult> words(String line, String key) {
        Matcher words = WORD.matcher(line).region(line.indexOf('=') + 1, line.length());
        return words.results().filter(word -> word.group(1).equals(key)).toList();
    }

    /// Tells of line after line whether it is the entry.
    private static final class Entries {
        private final Pattern entry;
        private boolean within;

        Entries(String database) {
            String name = Pattern.quote(database);
            entry = Pattern.compile("\\s*(%s|\"%s\")\\s*=.*".formatted(name, name), Pattern.DOTALL);
        }

        boolean isNext(String line) {
            Matcher section = SECTION.matcher(line.stripTrailing());
            if (section.matches()) {
                within = section.group(1).equals("databases");
            }
            return within && entry.matcher(line).matches();
        }
    }
}

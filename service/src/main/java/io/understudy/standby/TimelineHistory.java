package io.understudy.standby;

import io.understudy.postgres.Lsn;
import io.understudy.postgres.PgVersion;
import io.understudy.step.Node;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The timelines that a primary has come along, by its own history file.
///
/// @param timeline that it writes now
/// @param left where it left each timeline before that
public record TimelineHistory(int timeline, Map<Integer, Lsn> left) {
    public TimelineHistory {
        left = Map.copyOf(left);
    }

    private record Timeline(int number) {}

    private record History(String text) {}

    public static TimelineHistory of(Node primary, PgVersion version) {
        int timeline = primary.psql()
                .row(
                        Timeline.class,
                        "SELECT ('x' || substr(%s, 1, 8))::bit(32)::int AS number"
                                .formatted(version.walFileName(version.currentLsn())))
                .number();
        String history = timeline == 1
                ? ""
                : primary.psql()
                        .row(
                                History.class,
                                "SELECT pg_read_file('%s') AS text".formatted(version.historyFile(timeline)))
                        .text();
        return parse(timeline, history);
    }

    /// A line for each timeline before this one: its number, where it was left, and why.
    static TimelineHistory parse(int timeline, String history) {
        Map<Integer, Lsn> left = new TreeMap<>();
        history.lines()
                .filter(line -> line.matches("\\d+\\s+[0-9A-Fa-f]+/[0-9A-Fa-f]+.*"))
                .map(line -> line.split("\\s+", 3))
                .forEach(words -> left.put(Integer.parseInt(words[0]), Lsn.parse(words[1])));
        return new TimelineHistory(timeline, left);
    }

    /// Where it left a timeline; empty when it was never on it, or still is.
    public Optional<Lsn> left(int earlier) {
        return Optional.ofNullable(left.get(earlier));
    }
}

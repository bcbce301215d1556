package io.understudy.standby;

import io.understudy.postgres.Lsn;
import io.understudy.postgres.PgVersion;
import io.understudy.step.Node;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where a primary's timeline branched off, by its own history file.
///
/// @param timeline that it writes now
/// @param parent the timeline before
/// @param lsn where the one ends and the other begins
public record Fork(int timeline, int parent, Lsn lsn) {
    private record Timeline(@Nullable Integer number) {}

    private record History(String text) {}

    /// Empty for a standby, and for a primary that was never promoted.
    public static Optional<Fork> of(Node node, PgVersion version) {
        Integer timeline = node.psql()
                .row(
                        Timeline.class,
                        "SELECT CASE WHEN NOT pg_is_in_recovery() THEN ('x' || substr(%s, 1, 8))::bit(32)::int END AS number"
                                .formatted(version.walFileName(version.currentLsn())))
                .number();
        if (timeline == null || timeline == 1) {
            return Optional.empty();
        }
        String history = node.psql()
                .row(History.class, "SELECT pg_read_file('%s') AS text".formatted(version.historyFile(timeline)))
                .text();
        return Optional.of(parse(timeline, history));
    }

    /// A line for each timeline before this one: its number, where it was left, and why.
    public static Fork parse(int timeline, String history) {
        String[] last = history.lines()
                .filter(line -> line.matches("\\d+\\s+[0-9A-Fa-f]+/[0-9A-Fa-f]+.*"))
                .reduce((_, line) -> line)
                .orElseThrow(() -> new IllegalStateException("a timeline's history without a fork: " + history))
                .split("\\s+", 3);
        return new Fork(timeline, Integer.parseInt(last[0]), Lsn.parse(last[1]));
    }
}

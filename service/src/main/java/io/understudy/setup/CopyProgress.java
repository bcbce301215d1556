package io.understudy.setup;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How far pg_basebackup is, from its own `--progress` lines: `52110/1051620 kB (4%), 0/1 tablespace`. The total is an
/// estimate made at the start.
record CopyProgress(long doneBytes, long totalBytes) {
    private static final Pattern LINE = Pattern.compile("(\\d+)/(\\d+) kB \\(\\d+%\\)");

    /// The last such line in what it printed; empty before the first.
    static Optional<CopyProgress> parse(String printed) {
        Matcher lines = LINE.matcher(printed);
        return lines.results()
                .reduce((_, last) -> last)
                .map(line ->
                        new CopyProgress(Long.parseLong(line.group(1)) << 10, Long.parseLong(line.group(2)) << 10));
    }
}

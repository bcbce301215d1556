package io.understudy.host;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the files of a data directory say.
///
/// @param sections the lines under each `== file type` heading of the answer
record DataDirectoryFacts(Map<String, List<String>> sections) {
    private static final Pattern HEADING = Pattern.compile("== (.*) ([a-zA-Z])");
    private static final int PORT_LINE = 3;

    /// `DBState` in `src/include/catalog/pg_control.h`, the same in every version from 9.6 on.
    private static final String IN_ARCHIVE_RECOVERY = "5";

    private static final String IN_PRODUCTION = "6";

    static DataDirectoryFacts parse(String output) {
        Map<String, List<String>> sections = new HashMap<>();
        List<String> section = new ArrayList<>();
        for (String line : output.lines().toList()) {
            Matcher heading = HEADING.matcher(line);
            if (heading.matches()) {
                section = new ArrayList<>();
                sections.put(heading.group(2).equals("d") ? "." : heading.group(1), section);
            } else {
                section.add(line.strip());
            }
        }
        return new DataDirectoryFacts(sections);
    }

    @Nullable
    FileSystemFacts disk() {
        List<String> df = lines(".");
        return df.isEmpty() ? null : HostSurvey.disk(df.getLast());
    }

    /// The server that says that it uses the directory; it may be dead.
    @Nullable
    Long postmaster() {
        String pid = line("postmaster.pid", 0);
        return pid != null && pid.matches("\\d+") ? Long.valueOf(pid) : null;
    }

    /// Of the server in `postmaster.pid`.
    @Nullable
    Integer listeningPort() {
        String port = line("postmaster.pid", PORT_LINE);
        return port != null && port.matches("\\d{1,5}") ? Integer.valueOf(port) : null;
    }

    /// What `ALTER SYSTEM` has set.
    List<String> autoSettings() {
        return lines("postgresql.auto.conf");
    }

    @Nullable
    String systemIdentifier() {
        return line("pg_control", 0);
    }

    /// What a running server is doing. In archive recovery without a wish to follow it is being restored.
    InstanceRole runningRole() {
        boolean follows = sections.containsKey("standby.signal") || sections.containsKey("recovery.conf");
        String state = line("pg_control", 1);
        if (IN_PRODUCTION.equals(state)) {
            return InstanceRole.PRIMARY;
        }
        return IN_ARCHIVE_RECOVERY.equals(state) && follows ? InstanceRole.STANDBY : InstanceRole.UNKNOWN;
    }

    private List<String> lines(String file) {
        return sections.getOrDefault(file, List.of());
    }

    private @Nullable String line(String file, int number) {
        List<String> lines = lines(file);
        return number < lines.size() ? lines.get(number) : null;
    }
}

package io.understudy.postgres;

import java.util.ArrayList;
import java.util.List;

/// `pg_hba.conf` with a block of lines that are ours.
///
/// The first line that matches a connection decides (manual, 21.1), so the block stands at the top: a
/// broad `reject` or a weaker method further down cannot come before it.
public record HbaFile(String text) {
    private static final String BEGIN = "# BEGIN Understudy: edit through its API\n";
    private static final String END = "# END Understudy\n";

    public List<String> managedLines() {
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        return begin < 0 || end < begin
                ? List.of()
                : text.substring(begin + BEGIN.length(), end).lines().toList();
    }

    public HbaFile with(String line) {
        List<String> lines = new ArrayList<>(managedLines());
        lines.add(line);
        return withManaged(lines);
    }

    public HbaFile without(String line) {
        return withManaged(managedLines().stream().filter(l -> !l.equals(line)).toList());
    }

    private HbaFile withManaged(List<String> lines) {
        int end = text.indexOf(END);
        String rest = end < 0 ? text : text.substring(0, text.indexOf(BEGIN)) + text.substring(end + END.length());
        return new HbaFile(lines.isEmpty() ? rest : BEGIN + String.join("\n", lines) + "\n" + END + rest);
    }

    /// @param address one host's IP address
    public static String replicationLine(String role, String address, PgVersion version) {
        return clientLine("replication", role, address, version);
    }

    /// @param database or `replication`
    /// @param address one host's IP address
    public static String clientLine(String database, String role, String address, PgVersion version) {
        return line(database, role, address, strictestMethod(version));
    }

    public static String strictestMethod(PgVersion version) {
        return version.scram() ? "scram-sha-256" : "md5";
    }

    /// @param database and role as the file has them: in quotes where they could be taken for something else
    public static String line(String database, String role, String address, String method) {
        String mask = address.contains(":") ? "/128" : "/32";
        return "host %s %s %s %s".formatted(database, role, address + mask, method);
    }
}

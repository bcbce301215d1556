package io.understudy.postgres;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Whom a `pg_hba.conf` lets in: the first line that fits a connection decides (manual, 21.1). What only the server can
/// know, such as who is a member of which role, makes the answer unknown.
public record HbaRules(List<List<String>> lines) {
    private static final Pattern FIELD = Pattern.compile("(?:\"[^\"]*\"|[^\\s\"])+");

    public enum Verdict {
        ADMITTED,
        REJECTED,
        UNKNOWN
    }

    /// A connection over TCP.
    public record Client(String database, String user, InetAddress address, boolean ssl) {}

    private enum Fits {
        YES,
        NO,
        UNKNOWN;

        static Fits of(boolean fits) {
            return fits ? YES : NO;
        }

        /// Of several conditions that all have to be met.
        static Fits all(Fits... parts) {
            List<Fits> found = List.of(parts);
            return found.contains(NO) ? NO : found.contains(UNKNOWN) ? UNKNOWN : YES;
        }
    }

    public static HbaRules parse(String text) {
        List<List<String>> lines = new ArrayList<>();
        for (String line : text.replace("\\\n", " ").lines().toList()) {
            Matcher fields = FIELD.matcher(withoutComment(line).replaceAll("\\s*,\\s*", ","));
            List<String> found = fields.results().map(field -> field.group()).toList();
            if (!found.isEmpty()) {
                lines.add(found);
            }
        }
        return new HbaRules(List.copyOf(lines));
    }

    private static String withoutComment(String line) {
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            quoted ^= line.charAt(i) == '"';
            if (line.charAt(i) == '#' && !quoted) {
                return line.substring(0, i);
            }
        }
        return line;
    }

    public Verdict on(Client client) {
        for (List<String> line : lines) {
            switch (fits(line, client)) {
                case YES -> {
                    return line.contains("reject") ? Verdict.REJECTED : Verdict.ADMITTED;
                }
                case UNKNOWN -> {
                    return Verdict.UNKNOWN;
                }
                case NO -> {}
            }
        }
        return Verdict.REJECTED;
    }

    private static Fits fits(List<String> line, Client client) {
        Fits type = switch (line.getFirst()) {
            case "host", "hostnogssenc" -> Fits.YES;
            case "hostssl" -> Fits.of(client.ssl());
            case "hostnossl" -> Fits.of(!client.ssl());
            case "local", "hostgssenc" -> Fits.NO;
            // A file that is included here.
            default -> Fits.UNKNOWN;
        };
        if (type != Fits.YES || line.size() < 5) {
            return type == Fits.YES ? Fits.UNKNOWN : type;
        }
        return Fits.all(
                any(line.get(1), word -> database(word, client)),
                any(line.get(2), word -> user(word, client)),
                address(line.get(3), line.get(4), client.address()));
    }

    private interface Word {
        Fits fits(String word);
    }

    private static Fits any(String field, Word word) {
        List<Fits> found = Stream.of(field.split(",")).map(word::fits).toList();
        return found.contains(Fits.YES) ? Fits.YES : found.contains(Fits.UNKNOWN) ? Fits.UNKNOWN : Fits.NO;
    }

    private static Fits database(String word, Client client) {
        return switch (word) {
            case "all" -> Fits.YES;
            case "sameuser" -> Fits.of(client.database().equals(client.user()));
            case "replication" -> Fits.NO;
            case "samerole", "samegroup" -> Fits.UNKNOWN;
            default -> named(word, client.database());
        };
    }

    private static Fits user(String word, Client client) {
        return word.equals("all") ? Fits.YES : named(word, client.user());
    }

    /// `+` is a role with its members, `@` a file with names, `/` a regular expression.
    private static Fits named(String word, String name) {
        return word.matches("[+@/].*")
                ? Fits.UNKNOWN
                : Fits.of(word.replace("\"", "").equals(name));
    }

    /// @param next the field behind it: a mask, when the address has no length
    private static Fits address(String field, String next, InetAddress client) {
        if (field.equals("all")) {
            return Fits.YES;
        }
        int slash = field.indexOf('/');
        InetAddress network = literal(slash < 0 ? field : field.substring(0, slash));
        InetAddress mask = slash < 0 ? literal(next) : null;
        if (network == null || (slash < 0 && mask == null)) {
            return Fits.UNKNOWN;
        }
        byte[] wanted = network.getAddress();
        byte[] is = client.getAddress();
        if (wanted.length != is.length) {
            return Fits.NO;
        }
        int bits = slash < 0 ? 0 : Integer.parseInt(field.substring(slash + 1));
        for (int i = 0; i < is.length; i++) {
            int covers = mask == null ? 0xFF << (8 - Math.clamp(bits - 8L * i, 0, 8)) : mask.getAddress()[i];
            if ((wanted[i] & covers & 0xFF) != (is[i] & covers & 0xFF)) {
                return Fits.NO;
            }
        }
        return Fits.YES;
    }

    /// Absent for a name, and for `samehost` and `samenet`.
    private static @Nullable InetAddress literal(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException name) {
            return null;
        }
    }
}

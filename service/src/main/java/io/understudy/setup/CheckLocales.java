package io.understudy.setup;

import io.understudy.problem.ProblemType;
import io.understudy.ssh.RemoteCommand;
import io.understudy.step.Node;
import io.understudy.step.PreflightCheck;
import io.understudy.step.Side;
import io.understudy.step.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Every locale that a database uses exists on the standby's host, and sorts alike there: the standby uses the
/// primary's
/// indexes as they are, and with another order of characters they do not find what they hold.
final class CheckLocales implements PreflightCheck {
    private static final String INSTALLED = """
            getconf GNU_LIBC_VERSION || echo unknown
            icu=$(ldd "$1" 2>/dev/null | grep -o 'libicui18n\\.so\\.[0-9]*' | head -n 1)
            echo "${icu:-none}"
            locale -a
            """;
    private static final Pattern LOCALE = Pattern.compile("([^.@]*)(?:\\.([^@]*))?(@.*)?");
    private static final Set<String> BUILT_IN = Set.of("C", "POSIX");

    private final SetupSpec spec;

    CheckLocales(SetupSpec spec) {
        this.spec = spec;
    }

    /// @param provider as in `pg_database.datlocprovider`: `c` the C library, `i` ICU, `b` PostgreSQL itself
    record Database(String name, String collate, String ctype, String provider) {}

    /// @param libc for example `glibc 2.36`
    /// @param icu for example `libicui18n.so.72`
    /// @param locales with the name of the encoding brought into one form
    record Locales(String libc, String icu, Set<String> locales) {
        static Locales parse(String text) {
            List<String> lines = text.lines().toList();
            Set<String> locales =
                    lines.stream().skip(2).map(CheckLocales::normal).collect(Collectors.toSet());
            return new Locales(lines.get(0), lines.get(1), locales);
        }
    }

    @Override
    public String name() {
        return "check-locales";
    }

    @Override
    public Side side() {
        return Side.STANDBY;
    }

    @Override
    public List<Finding> findings(Target target) {
        List<Database> databases = target.primary().psql().rows(Database.class, """
                SELECT datname AS name, datcollate AS collate, datctype AS ctype, %s AS provider FROM pg_database ORDER BY datname
                """.formatted(
                        spec.version().localeProvider()));
        return findings(databases, host(target.primary()), host(target.standby()));
    }

    private Locales host(Node node) {
        String server = spec.primary().program("postgres");
        return Locales.parse(node.ssh().output(RemoteCommand.of("sh", "-c", INSTALLED, "understudy-locales", server)));
    }

    static List<Finding> findings(List<Database> databases, Locales primary, Locales standby) {
        List<Finding> findings = new ArrayList<>();
        findings.add(missing(databases, standby));
        findings.add(sameLibrary(primary.libc(), standby.libc(), "text of databases that sort by the C library"));
        if (databases.stream().anyMatch(database -> database.provider().equals("i"))) {
            findings.add(sameLibrary(primary.icu(), standby.icu(), "text of databases that sort by ICU"));
        }
        return findings;
    }

    /// A server sets the locale of its database by the C library, whatever provider it sorts by.
    private static Finding missing(List<Database> databases, Locales standby) {
        Set<String> used = databases.stream()
                .flatMap(database -> Stream.of(database.collate(), database.ctype()))
                .collect(Collectors.toCollection(TreeSet::new));
        List<String> missing = used.stream()
                .filter(locale ->
                        !BUILT_IN.contains(locale) && !standby.locales().contains(normal(locale)))
                .toList();
        String limit = String.join(", ", used);
        return missing.isEmpty()
                ? Finding.ok("all there", limit)
                : Finding.blocking(
                        ProblemType.LOCALE_MISMATCH,
                        "missing: " + String.join(", ", missing),
                        limit,
                        "make them in /etc/locale.gen and run locale-gen");
    }

    private static Finding sameLibrary(String primary, String standby, String sorted) {
        return primary.equals(standby)
                ? Finding.ok(standby, primary)
                : Finding.warning(
                        ProblemType.LOCALE_MISMATCH,
                        standby,
                        primary,
                        "versions may sort differently; indexes on %s may be wrong on the standby".formatted(sorted));
    }

    /// `en_US.UTF-8` and `en_US.utf8` are one locale: the C library leaves out all but letters and digits of an
    /// encoding.
    static String normal(String locale) {
        Matcher parts = LOCALE.matcher(locale.strip());
        if (!parts.matches() || parts.group(2) == null) {
            return locale.strip();
        }
        String encoding = parts.group(2).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        return parts.group(1) + "." + encoding + (parts.group(3) == null ? "" : parts.group(3));
    }
}

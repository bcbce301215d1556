package io.understudy.cutover;

import io.understudy.postgres.HostFiles;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A file of lines `KEY=value`, as systemd, shells and dotenv libraries read it. They differ in what may stand in a
/// value, so one is written the way the line has it now, and only when all of them would read the same.
///
/// Printing it shows nothing: other lines may hold secrets too.
record EnvFile(String text) {
    @Override
    public String toString() {
        return "EnvFile[hidden]";
    }

    /// Why the key's line cannot be replaced; empty when it can.
    Optional<String> unfit(String key) {
        if (text.indexOf(HostFiles.UNREADABLE) >= 0) {
            return Optional.of("it is not in UTF-8");
        }
        List<MatchResult> lines = lines(key);
        if (lines.size() != 1) {
            return Optional.of("%s is in %d lines of it instead of one".formatted(key, lines.size()));
        }
        String raw = lines.getFirst().group(2);
        return raw.endsWith("\\") || bare(raw).matches("(?s).*[\"'].*")
                ? Optional.of("%s has a value that goes on or is quoted in parts".formatted(key))
                : Optional.empty();
    }

    /// Why the value cannot be written to the key's line; never shows it. Empty when it can.
    Optional<String> unfit(String key, String value) {
        String quote = quote(lines(key).getFirst().group(2));
        if (value.matches("(?s).*[\"'\\\\].*") || !value.strip().equals(value)) {
            return Optional.of("the new value has a quote, a backslash, or blanks around it");
        }
        if (!quote.equals("'") && value.matches("(?s).*[$`].*")) {
            return Optional.of(
                    "the new value has a $ or a backquote, and the line of %s no single quotes".formatted(key));
        }
        return quote.isEmpty() && value.matches("(?s).*[\\s#;&|<>()].*")
                ? Optional.of(
                        "the new value has characters that need quotes, and the line of %s has none".formatted(key))
                : Optional.empty();
    }

    /// What the key reads; only for a key that is fit.
    String value(String key) {
        return bare(raw(key));
    }

    /// The same with another value in the quotes that the line has.
    EnvFile with(String key, String value) {
        String quote = quote(raw(key));
        return withRaw(key, quote + value + quote);
    }

    /// The same with the key's value as another file has it.
    EnvFile withThatOf(String key, EnvFile other) {
        return withRaw(key, other.raw(key));
    }

    private EnvFile withRaw(String key, String raw) {
        return new EnvFile(pattern(key).matcher(text).replaceFirst("$1" + Matcher.quoteReplacement(raw) + "$3"));
    }

    private String raw(String key) {
        return lines(key).getFirst().group(2);
    }

    private List<MatchResult> lines(String key) {
        return pattern(key).matcher(text).results().toList();
    }

    private static Pattern pattern(String key) {
        return Pattern.compile("(?md)^([ \\t]*(?:export[ \\t]+)?" + key + "=)(.*?)([ \\t]*\\r?)$");
    }

    private static String quote(String raw) {
        boolean quoted =
                raw.length() > 1 && (raw.startsWith("'") || raw.startsWith("\"")) && raw.endsWith(raw.substring(0, 1));
        return quoted ? raw.substring(0, 1) : "";
    }

    private static String bare(String raw) {
        int quote = quote(raw).length();
        return raw.substring(quote, raw.length() - quote);
    }
}

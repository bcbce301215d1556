package io.understudy.host;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An instance as its configuration files describe it.
///
/// @param settings the last value of each setting, as in `postgresql.conf`
record ConfiguredInstance(String major, String name, String configDirectory, Map<String, String> settings) {
    private static final Pattern SETTING = Pattern.compile("(\\w+)\\s*(?:=|\\s)\\s*(?:'((?:[^']|'')*)'|([^\\s#]+)).*");

    /// Takes a line of `postgresql.conf` or of a file that is read after it.
    void take(String line) {
        Matcher setting = SETTING.matcher(line.strip());
        if (setting.matches()) {
            String quoted = setting.group(2);
            settings.put(setting.group(1), quoted == null ? setting.group(3) : quoted.replace("''", "'"));
        }
    }

    /// Whether the configuration names a data directory, as that of every instance in Debian's layout does.
    boolean isComplete() {
        return settings.getOrDefault("data_directory", "").startsWith("/");
    }

    String dataDirectory() {
        return settings.getOrDefault("data_directory", "");
    }

    @Nullable
    Integer port() {
        String port = settings.get("port");
        return port != null && port.matches("[1-9][0-9]{0,4}") ? Integer.valueOf(port) : null;
    }

    String unit() {
        return "postgresql@%s-%s.service".formatted(major, name);
    }
}

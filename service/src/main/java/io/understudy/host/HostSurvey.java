package io.understudy.host;

import io.understudy.ssh.RemoteCommand;
import io.understudy.ssh.SshSession;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a login user can see of a host without sudo.
///
/// @param values single values by name
/// @param instances what is configured under `/etc/postgresql`
/// @param unreadable configuration files that the login user may not read
record HostSurvey(
        Map<String, String> values,
        List<InstallationFacts> installations,
        List<ConfiguredInstance> instances,
        List<String> unreadable) {
    private static final String SCRIPT = """
            say() { printf '%s\\t%s\\n' "$1" "$2"; }
            if [ -r /etc/os-release ]; then
              (. /etc/os-release; say id "${ID-}"; say version "${VERSION_ID-}"; say name "${PRETTY_NAME-}")
            fi
            say kernel "$(uname -r)"
            say architecture "$(uname -m)"
            say glibc "$(getconf GNU_LIBC_VERSION 2>/dev/null)"
            for program in /usr/lib/postgresql/*/bin/postgres /usr/pgsql-*/bin/postgres; do
              if [ -x "$program" ]; then say "installation ${program%/postgres}" "$("$program" --version)"; fi
            done
            for conf in /etc/postgresql/*/*/postgresql.conf; do
              if [ -r "$conf" ]; then
                say instance "${conf%/postgresql.conf}"
                grep -hE '^[[:space:]]*(port|data_directory)[[:space:]=]' "$conf" "${conf%/*}"/conf.d/*.conf 2>/dev/null |
                  while IFS= read -r line; do say setting "$line"; done
              elif [ -e "$conf" ]; then
                say unreadable "$conf"
              fi
            done
            place=/var/lib/postgresql
            until [ -e "$place" ]; do place=${place%/*}; place=${place:-/}; done
            say disk "$(df -B1 --output=fstype,size,avail,target "$place" 2>/dev/null | tail -n 1)"
            """;
    private static final String INSTALLATION = "installation ";
    private static final Pattern RELEASE = Pattern.compile("\\(PostgreSQL\\) ((9\\.\\d+|\\d+)\\S*)");
    private static final Pattern CONFIG = Pattern.compile("/etc/postgresql/([^/]+)/([^/]+)");
    private static final Pattern DISK = Pattern.compile("(\\S+)\\s+(\\d+)\\s+(\\d+)\\s+(/.*)");

    static HostSurvey take(SshSession ssh) {
        return parse(ssh.output(RemoteCommand.of("sh", "-c", SCRIPT)));
    }

    static HostSurvey parse(String output) {
        HostSurvey survey = new HostSurvey(new HashMap<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        // A line without a tab is not ours: the user's shell may print a greeting.
        output.lines().filter(line -> line.indexOf('\t') > 0).forEach(line -> {
            int tab = line.indexOf('\t');
            survey.take(line.substring(0, tab), line.substring(tab + 1).strip());
        });
        return survey;
    }

    /// The line of `df` as [#SCRIPT] asks for it; null when it is none.
    static @Nullable FileSystemFacts disk(String line) {
        Matcher disk = DISK.matcher(line.strip());
        return disk.matches()
                ? new FileSystemFacts(
                        disk.group(4), disk.group(1), Long.parseLong(disk.group(2)), Long.parseLong(disk.group(3)))
                : null;
    }

    @Nullable
    String value(String name) {
        String value = values.getOrDefault(name, "");
        return value.isEmpty() ? null : value;
    }

    @Nullable
    String binDirectory(String major) {
        return installations.stream()
                .filter(installation -> installation.major().equals(major))
                .map(InstallationFacts::binDirectory)
                .findFirst()
                .orElse(null);
    }

    private void take(String name, String value) {
        switch (name) {
            case "instance" -> {
                Matcher config = CONFIG.matcher(value);
                if (config.matches()) {
                    instances.add(new ConfiguredInstance(config.group(1), config.group(2), value, new HashMap<>()));
                }
            }
            case "setting" -> instances.getLast().take(value);
            case "unreadable" -> unreadable.add(value);
            default -> {
                Matcher release = RELEASE.matcher(value);
                if (name.startsWith(INSTALLATION) && release.find()) {
                    String bin = name.substring(INSTALLATION.length());
                    installations.add(new InstallationFacts(release.group(2), release.group(1), bin));
                } else {
                    values.put(name, value);
                }
            }
        }
    }
}

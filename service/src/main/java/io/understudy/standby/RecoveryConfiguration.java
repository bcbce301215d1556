package io.understudy.standby;

import io.understudy.postgres.HostFiles;
import io.understudy.postgres.HostFiles.HostFile;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What makes a data directory a standby's, and whom it follows.
///
/// Up to 11 that is `recovery.conf`. From 12 on it is `standby.signal` and settings in
/// `postgresql.auto.conf`, which wins over every other file.
///
/// @param directory of the data
/// @param conf the file that names the upstream
/// @param signal whether the server would start as a standby
public record RecoveryConfiguration(StandbyLink link, String directory, Optional<HostFile> conf, boolean signal) {
    public static RecoveryConfiguration read(HostFiles files, StandbyLink link, String directory) {
        Optional<HostFile> conf = files.read(path(link, directory));
        boolean signal = link.version().recoveryConf() ? conf.isPresent() : files.exists(directory + "/standby.signal");
        return new RecoveryConfiguration(link, directory, conf, signal);
    }

    public String path() {
        return path(link, directory);
    }

    private static String path(StandbyLink link, String directory) {
        return directory + (link.version().recoveryConf() ? "/recovery.conf" : "/postgresql.auto.conf");
    }

    public @Nullable String text() {
        return conf.map(HostFile::text).orElse(null);
    }

    public boolean follows(String wanted) {
        return signal && wanted.equals(text());
    }

    /// The text that has the link's standby follow its upstream.
    ///
    /// @param without further settings that are not to stay in `postgresql.auto.conf`
    public String wanted(String... without) {
        StringBuilder text = new StringBuilder();
        if (!link.version().recoveryConf() && text() != null) {
            Set<String> ours = Set.of("primary_conninfo", "primary_slot_name", "recovery_target_timeline");
            text().lines()
                    .filter(line ->
                            !ours.contains(name(line)) && !List.of(without).contains(name(line)))
                    .forEach(line -> text.append(line).append('\n'));
        }
        link.upstream().forEach(setting -> text.append(setting.line()).append('\n'));
        return text.toString();
    }

    private static String name(String line) {
        return line.split("=", 2)[0].strip();
    }

    /// The upstream is named before the signal that makes use of it is there.
    public void write(HostFiles files, String text) {
        files.write(path(), ours(text));
        if (!link.version().recoveryConf()) {
            files.write(directory + "/standby.signal", ours(""));
        }
    }

    private static HostFile ours(String text) {
        return new HostFile(text, "postgres:postgres", "600");
    }
}

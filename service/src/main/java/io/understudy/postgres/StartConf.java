package io.understudy.postgres;

import io.understudy.postgres.HostFiles.HostFile;
import java.util.Optional;

/// `start.conf` of Debian's layout, which says whether an instance may be started (pg_createcluster(1)).
///
/// With `disabled` neither systemd, nor `pg_ctlcluster`, nor a boot of the host starts it, and no unit has
/// to be loaded anew for that. What the file said before stays in it, behind `#was: `.
public record StartConf(HostFile file) {
    private static final String WAS = "#was: ";
    private static final String HEAD = """
            # Understudy stopped this instance because another one takes its part as the primary.
            # Started as it is, it would be a second primary. It may start again once it is a standby.
            disabled
            """;
    /// What a missing file means.
    private static final HostFile USUAL = new HostFile("auto\n", "postgres:postgres", "644");

    public static String path(Instance instance) {
        return instance.configDirectory() + "/start.conf";
    }

    public static StartConf of(Optional<HostFile> found) {
        return new StartConf(found.orElse(USUAL));
    }

    public boolean isClosed() {
        return file.text().startsWith(HEAD);
    }

    public StartConf closed() {
        StringBuilder text = new StringBuilder(HEAD);
        file.text().lines().forEach(line -> text.append(WAS).append(line).append('\n'));
        return isClosed() ? this : new StartConf(file.withText(text.toString()));
    }

    public StartConf opened() {
        StringBuilder text = new StringBuilder();
        file.text()
                .lines()
                .filter(line -> line.startsWith(WAS))
                .forEach(line -> text.append(line.substring(WAS.length())).append('\n'));
        return isClosed() ? new StartConf(file.withText(text.toString())) : this;
    }
}

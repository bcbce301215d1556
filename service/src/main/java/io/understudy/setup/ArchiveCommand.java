package io.understudy.setup;

/// PostgreSQL's `archive_command` for a folder on the same host.
final class ArchiveCommand {
    private ArchiveCommand() {}

    /// Never overwrites a segment with another content, and reports success only once file and folder are on disk. The
    /// same
    /// segment again, as after a crash of the server, is fine (manual, 26.3.1).
    static String of(String directory) {
        return "cmp -s %%p %1$s/%%f || { test ! -e %1$s/%%f && cp %%p %1$s/.%%f.part && sync %1$s/.%%f.part && mv -T %1$s/.%%f.part %1$s/%%f && sync %1$s; }"
                .formatted(directory);
    }
}

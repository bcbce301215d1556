package io.understudy.setup;

import java.util.regex.Pattern;

/// PostgreSQL's `archive_command` for a folder on the same host.
///
/// Reports success only once the segment and its name are on disk, so the server may forget its own file. Never
/// replaces what is in the archive: the same segment again, as after a crash of the server, is fine, another
/// one is an error (manual, 26.3.1).
final class ArchiveCommand {
    /// The server cuts a longer command off, with file names put in (9.6 to 14, `MAXPGPATH`).
    private static final int LONGEST = 1000;

    private static final Pattern DIRECTORY = Pattern.compile("(/[A-Za-z0-9_+-][A-Za-z0-9._+-]*)+");

    /// The segment grows under a name of its own, which no restore looks at. What a killed attempt left of it
    /// is removed before the next. `mv -n` takes a name only when it is free; it may be silent about a name
    /// that is not.
    private static final String COMMAND = "d=DIR; a=$d/%f; t=$d/.%f.$$; "
            + "if [ -e $a ]; then cmp -s %p $a || { echo %f is archived already, with other content >&2; false; }; "
            + "else rm -f $d/.%f.*; dd if=%p of=$t bs=1M conv=fsync status=none && mv -nT $t $a && [ ! -e $t ] "
            + "|| { rm -f $t; false; }; fi && sync $a $d";

    private ArchiveCommand() {}

    /// @throws IllegalArgumentException for a path that is not absolute, has characters that a shell knows, or
    /// is too long
    static String of(String directory) {
        if (!DIRECTORY.matcher(directory).matches()) {
            throw new IllegalArgumentException("not a directory for an archive: " + directory);
        }
        String command = COMMAND.replace("DIR", directory);
        String longestName = "pg_xlog/000000010000000000000001.00000028.backup";
        if (command.replaceAll("%[pf]", longestName).length() > LONGEST) {
            throw new IllegalArgumentException("the path of the archive is too long: " + directory);
        }
        return command;
    }
}

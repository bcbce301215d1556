package io.understudy.setup;

import io.understudy.ssh.CommandResult;
import io.understudy.ssh.RemoteCommand;
import io.understudy.ssh.SshSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// An archive's folder and those above it, as they are on a host.
///
/// @param existing from the top; the archive's own is the last when it is there
/// @param missing from the top
/// @param system system identifier of the database whose segments are in the archive already
record ArchiveFolders(List<Folder> existing, List<String> missing, Optional<String> system) {
    static final String OWNER = "postgres:postgres";

    private static final Pattern FOLDER = Pattern.compile("(?m)^(\\S+) (\\S) (\\S+) ([0-7]+)( empty)?$");
    private static final String LOOK =
            "-maxdepth 0 -printf %p_%y_%u:%g_%m ( -empty -printf _empty -o -true ) -printf \\n";
    private static final String FIRST_SEGMENT = "-maxdepth 1 -type f -regextype posix-extended -regex .*/[0-9A-F]{24}"
            + " -exec od -An -tu8 -j24 -N8 {} ; -quit";

    /// @param owner `user:group`
    /// @param mode octal digits, for example `700`
    record Folder(String path, boolean directory, String owner, String mode, boolean empty) {
        boolean passableForPostgres() {
            return owner.equals(OWNER) || (Integer.parseInt(mode, 8) & 1) != 0;
        }

        /// For the user postgres, perhaps its group, and nobody else.
        boolean closed() {
            return owner.equals(OWNER) && (Integer.parseInt(mode, 8) & 0707) == 0700;
        }
    }

    /// The archive's own folder.
    Optional<Folder> archive() {
        return missing.isEmpty() ? Optional.of(existing.getLast()) : Optional.empty();
    }

    static ArchiveFolders read(SshSession ssh, String archive) {
        List<String> paths = downTo(archive);
        List<Folder> existing = existing(ssh, paths);
        List<String> there = existing.stream().map(Folder::path).toList();
        List<String> missing =
                paths.stream().filter(path -> !there.contains(path)).toList();
        boolean filled = missing.isEmpty()
                && existing.getLast().directory()
                && !existing.getLast().empty();
        return new ArchiveFolders(existing, missing, filled ? system(ssh, archive) : Optional.empty());
    }

    private static List<String> downTo(String archive) {
        List<String> paths = new ArrayList<>(List.of("/"));
        for (int slash = archive.indexOf('/', 1); slash > 0; slash = archive.indexOf('/', slash + 1)) {
            paths.add(archive.substring(0, slash));
        }
        paths.add(archive);
        return paths;
    }

    private static List<Folder> existing(SshSession ssh, List<String> paths) {
        List<String> words = new ArrayList<>(List.of("find", "-H"));
        words.addAll(paths);
        for (String word : List.of(LOOK.split(" ", -1))) {
            words.add(word.replace('_', ' '));
        }
        RemoteCommand find = RemoteCommand.of(words).as("root");
        CommandResult result = ssh.run(find);
        String found = result instanceof CommandResult.Exited(int status, String stdout, String stderr)
                        && status == 1
                        && stderr.lines().allMatch(line -> line.matches(".*: (No such file or|Not a) directory"))
                ? stdout
                : ssh.output(find, result);
        return FOLDER.matcher(found)
                .results()
                .map(line -> new Folder(
                        line.group(1), line.group(2).equals("d"), line.group(3), line.group(4), line.group(5) != null))
                .toList();
    }

    /// The first page of every segment holds the system identifier, after 24 bytes of page header.
    private static Optional<String> system(SshSession ssh, String archive) {
        List<String> words = new ArrayList<>(List.of("find", "-H", archive));
        words.addAll(List.of(FIRST_SEGMENT.split(" ", -1)));
        String first = ssh.output(RemoteCommand.of(words).as("root"));
        return first.isBlank() ? Optional.empty() : Optional.of(first.strip());
    }
}

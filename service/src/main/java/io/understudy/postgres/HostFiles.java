package io.understudy.postgres;

import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.ssh.CommandResult;
import io.understudy.ssh.RemoteCommand;
import io.understudy.ssh.SshSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Files on a host, read and replaced as root.
public record HostFiles(SshSession ssh) {
    /// What decoding puts in the place of bytes that are not UTF-8.
    public static final char UNREADABLE = '\uFFFD';

    /// A file's text with who may do what.
    ///
    /// @param owner `user:group`
    /// @param mode octal digits, for example `640`
    public record HostFile(String text, String owner, String mode) {
        public HostFile withText(String changed) {
            return new HostFile(changed, owner, mode);
        }
    }

    /// Empty when there is no such file. Of a symbolic link it is the file that it leads to: a link's own mode
    /// is 777.
    public Optional<HostFile> read(String path) {
        RemoteCommand find = RemoteCommand.of(
                        "find", "-L", path, "-maxdepth", "0", "-printf", "%u:%g %m\\n", "-exec", "cat", "{}", ";")
                .as("root");
        CommandResult result = ssh.run(find);
        if (result instanceof CommandResult.Exited(int status, var _, String stderr)
                && status == 1
                && stderr.contains("No such file")) {
            return Optional.empty();
        }
        return Optional.of(parse(ssh.output(find, result)));
    }

    /// Whether a file or directory of that name is there.
    public boolean exists(String path) {
        return is("-e", path);
    }

    /// Whether it is a symbolic link.
    public boolean isLink(String path) {
        return is("-L", path);
    }

    private boolean is(String question, String path) {
        RemoteCommand test = RemoteCommand.of("test", question, path).as("root");
        CommandResult result = ssh.run(test);
        if (result instanceof CommandResult.Exited(int status, var _, String stderr)
                && status == 1
                && stderr.isEmpty()) {
            return false;
        }
        ssh.output(test, result);
        return true;
    }

    private static HostFile parse(String stdout) {
        int space = stdout.indexOf(' ');
        int line = stdout.indexOf('\n');
        return new HostFile(stdout.substring(line + 1), stdout.substring(0, space), stdout.substring(space + 1, line));
    }

    /// Replaces or makes the file so that a reader, or a crash, sees the old text or the new one and nothing between.
    /// The new text is on disk (fsync) before it gets the name, and never readable by more people than the mode
    /// says. Whoever owns the directory may put a link in the place of the part that is being written; it is not
    /// followed.
    ///
    /// @throws ProblemException `REMOTE_COMMAND_FAILED` also when the text was read from bytes that are not UTF-8,
    /// which would be lost
    public void write(String path, HostFile file) {
        if (file.text().indexOf(UNREADABLE) >= 0) {
            throw new ProblemException(
                    ProblemType.REMOTE_COMMAND_FAILED,
                    "%s on %s is not in UTF-8, and is not changed".formatted(path, ssh.hostName()));
        }
        String part = path + ".understudy-new";
        String[] owner = file.owner().split(":", 2);
        change("install", "-m", file.mode(), "-o", owner[0], "-g", owner[1], "/dev/null", part);
        ssh.output(RemoteCommand.of("dd", "of=" + part, "conv=fsync,notrunc", "oflag=nofollow", "status=none")
                .as("root")
                .changing()
                .withInput(file.text()));
        change("mv", "-T", part, path);
    }

    /// Removes one file; fine when it is not there.
    public void remove(String path) {
        change("rm", "-f", "--", path);
    }

    /// Makes directories, each after its parent; those that are there get this owner and mode.
    public void makeDirectory(String owner, String mode, String... paths) {
        String[] names = owner.split(":", 2);
        List<String> argv = new ArrayList<>(List.of("install", "-d", "-m", mode, "-o", names[0], "-g", names[1], "--"));
        argv.addAll(List.of(paths));
        change(argv.toArray(String[]::new));
    }

    private void change(String... argv) {
        ssh.output(RemoteCommand.of(argv).as("root").changing());
    }
}

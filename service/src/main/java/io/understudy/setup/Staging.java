package io.understudy.setup;

import io.understudy.postgres.Instance;
import io.understudy.ssh.RemoteCommand;
import io.understudy.step.Node;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The folder beside the data directory in which the copy grows: `data`, what pg_basebackup said, and, once the copy is
/// whole,
/// a mark that says so. Only the mark is believed.
///
/// @param foreign holds something that no setup has put there
/// @param complete whether the copy in it is whole
/// @param owner label of the setup that it belongs to; absent when there is no folder, or only an empty one that was
/// just made
record Staging(boolean foreign, boolean complete, @Nullable String owner) {
    private static final String OWNER = "owner.";

    static String data(Instance standby) {
        return standby.stagingDirectory() + "/data";
    }

    static String complete(Instance standby) {
        return standby.stagingDirectory() + "/complete";
    }

    static String said(Instance standby) {
        return standby.stagingDirectory() + "/pg_basebackup.log";
    }

    /// The label is part of the name, so that one directory listing tells everything.
    static String owner(Instance standby, String label) {
        return standby.stagingDirectory() + "/" + OWNER + label;
    }

    static Staging read(Node standby) {
        String folder = standby.instance().stagingDirectory();
        if (!standby.files().exists(folder)) {
            return new Staging(false, false, null);
        }
        List<String> names = standby.ssh()
                .output(RemoteCommand.of("find", folder, "-mindepth", "1", "-maxdepth", "1", "-printf", "%f\\n")
                        .as("root"))
                .lines()
                .toList();
        String owner = names.stream()
                .filter(name -> name.startsWith(OWNER))
                .map(name -> name.substring(OWNER.length()))
                .findFirst()
                .orElse(null);
        return new Staging(owner == null && !names.isEmpty(), names.contains("complete"), owner);
    }
}

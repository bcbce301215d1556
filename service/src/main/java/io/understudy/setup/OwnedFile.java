package io.understudy.setup;

import io.understudy.postgres.HostFiles;
import io.understudy.postgres.HostFiles.HostFile;
import io.understudy.step.Effect;
import io.understudy.step.Side;
import io.understudy.step.Undo;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A whole file of ours on a host: written when it is not as we want it, and taken back only while it is as we
/// made it.
record OwnedFile(String path, HostFile wanted) {
    /// @param before absent when there was no such file
    record Change(String path, @Nullable HostFile before, HostFile after) {}

    Change change(Optional<HostFile> found) {
        return new Change(path, found.orElse(null), wanted);
    }

    Effect effect(Side side, Optional<HostFile> found) {
        return new Effect(
                Effect.Kind.FILE, side, path, found.map(HostFile::text).orElse(null), wanted.text());
    }

    static Undo undo(HostFiles files, Change change) {
        HostFile before = change.before();
        Optional<HostFile> found = files.read(change.path());
        if (found.equals(Optional.ofNullable(before))) {
            return new Undo.PutBack(change.path() + " is as before");
        }
        if (!found.equals(Optional.of(change.after()))) {
            return new Undo.Kept(change.path() + " was changed by somebody since");
        }
        if (before == null) {
            files.remove(change.path());
            return new Undo.PutBack("removed " + change.path());
        }
        files.write(change.path(), before);
        return new Undo.PutBack("put back what was in " + change.path());
    }
}

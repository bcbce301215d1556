package io.understudy.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// The name under which this process holds jobs and clusters. It outlives a kill of the process, and no two living
/// processes have the same: whoever has the lock on a name's file has the name, and the operating system gives the
/// lock back when the process is gone.
@ApplicationScoped
public class ReplicaName {
    private static final int AT_MOST = 100;

    private final DataFolder folder;
    private final String value;

    ReplicaName(DataFolder folder) {
        this.folder = folder;
        this.value = first();
    }

    public String value() {
        return value;
    }

    private String first() {
        for (int i = 0; i < AT_MOST; i++) {
            String file = "replica-" + i;
            if (lock(file + ".lock") != null) {
                if (folder.read(file).isEmpty()) {
                    folder.write(file, Ids.next());
                }
                return folder.read(file).orElseThrow();
            }
        }
        throw new IllegalStateException("%d replicas use the data folder already".formatted(AT_MOST));
    }

    /// The channel is kept open for as long as the process lives, because closing it would give the lock back.
    private @Nullable FileLock lock(String file) {
        try {
            return FileChannel.open(folder.path(file), StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                    .tryLock();
        } catch (OverlappingFileLockException ours) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot lock " + folder.path(file), e);
        }
    }
}

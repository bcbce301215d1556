package io.understudy.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// The service's own folder (`understudy.data-dir`). Only the user who runs the service can look into it.
@ApplicationScoped
public class DataFolder {
    private static final Set<PosixFilePermission> ONLY_ME = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> ONLY_I_READ = PosixFilePermissions.fromString("rw-------");

    private final Path folder;

    @Inject
    public DataFolder(@ConfigProperty(name = "understudy.data-dir") String folder) {
        this(Path.of(folder));
    }

    /// Makes the folder when it is missing, and closes it to others when it was open.
    public DataFolder(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
        try {
            Files.createDirectories(this.folder, PosixFilePermissions.asFileAttribute(ONLY_ME));
            Files.setPosixFilePermissions(this.folder, ONLY_ME);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use the data folder " + this.folder, e);
        }
    }

    /// Where a file or folder of this name is, or would be.
    public Path path(String name) {
        return folder.resolve(name);
    }

    /// The text of a file, without the white space around it; empty when there is no such file.
    public Optional<String> read(String name) {
        try {
            return Files.exists(path(name), LinkOption.NOFOLLOW_LINKS)
                    ? Optional.of(Files.readString(path(name)).strip())
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path(name), e);
        }
    }

    /// Writes a file of mode 0600, whole or not at all. It never has another mode, not even for a moment.
    public void write(String name, String text) {
        try {
            Path draft = Files.createTempFile(folder, name, ".new", PosixFilePermissions.asFileAttribute(ONLY_I_READ));
            Files.write(draft, (text + "\n").getBytes(StandardCharsets.UTF_8));
            Files.move(draft, path(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + path(name), e);
        }
    }
}

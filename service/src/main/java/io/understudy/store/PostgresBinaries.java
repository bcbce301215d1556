package io.understudy.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tukaani.xz.XZInputStream;

/// PostgreSQL's programs (`initdb`, `pg_ctl`, `postgres`), unpacked from the jar that carries them.
final class PostgresBinaries {
    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";

    private final Path bin;

    private PostgresBinaries(Path bin) {
        this.bin = bin;
    }

    /// Unpacks below the folder when that has not been done. Takes about a second; nothing is left half unpacked.
    static PostgresBinaries in(DataFolder data) throws IOException {
        Path home = data.path("postgres-18.6");
        if (!Files.isDirectory(home)) {
            Path draft = Files.createTempDirectory(home.getParent(), "postgres-");
            unpack(draft);
            try {
                Files.move(draft, home);
            } catch (FileAlreadyExistsException e) {
                throw new IOException("another process has just unpacked " + home + "; start again", e);
            }
        }
        return new PostgresBinaries(home.resolve("bin"));
    }

    Path program(String name) {
        return bin.resolve(name);
    }

    private static void unpack(Path target) throws IOException {
        try (InputStream archive = PostgresBinaries.class.getResourceAsStream(ARCHIVE)) {
            if (archive == null) {
                throw new IOException(
                        "there is no embedded PostgreSQL for this machine; set quarkus.datasource.jdbc.url");
            }
            Process tar = OwnProcess.prepare(List.of("tar", "-x", "-f", "-", "-C", target.toString()))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (OutputStream input = tar.getOutputStream()) {
                new XZInputStream(archive).transferTo(input);
            }
            int status = tar.waitFor();
            if (status != 0) {
                throw new IOException("tar ended with status " + status + " while unpacking PostgreSQL to " + target);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while unpacking PostgreSQL", e);
        }
    }
}

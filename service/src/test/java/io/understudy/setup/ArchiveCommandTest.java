package io.understudy.setup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.testing.Eventually;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The command is run by a real shell, as the server runs it, and watched by what it leaves behind.
class ArchiveCommandTest {
    private static final String NAME = "000000010000000000000007";
    private static final int SEGMENT = 4 * 1024 * 1024;
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private Path archive = Path.of("/");
    private Path segment = Path.of("/");
    private byte[] content = {};

    @BeforeEach
    void aFinishedSegment() throws IOException {
        archive = Files.createDirectory(folder.resolve("archive"));
        segment = folder.resolve("pg_wal").resolve(NAME);
        content = new byte[SEGMENT];
        new Random(7).nextBytes(content);
        Files.createDirectory(segment.getParent());
        Files.write(segment, content);
    }

    @Test
    void copiesTheSegmentAndLeavesNothingElse() throws IOException, InterruptedException {
        assertEquals(0, archive().waitFor());
        assertArrayEquals(content, Files.readAllBytes(archived()));
        assertEquals(List.of(archived()), filesInArchive());
    }

    @Test
    void sameSegmentAgainIsFine() throws IOException, InterruptedException {
        archive().waitFor();
        Object inode = Files.getAttribute(archived(), "unix:ino");
        assertEquals(0, archive().waitFor());
        assertEquals(inode, Files.getAttribute(archived(), "unix:ino"));
    }

    @Test
    void neverReplacesAnotherContent() throws IOException, InterruptedException {
        Files.writeString(archived(), "another segment");
        assertNotEquals(0, archive().waitFor());
        assertEquals("another segment", Files.readString(archived()));
        assertEquals(List.of(archived()), filesInArchive());
    }

    @Test
    void killedHalfWayItLeavesNoSegmentAndTheNextAttemptTidiesUp() throws IOException, InterruptedException {
        try (OutputStream pipe = halfASegment()) {
            Process shell = archive();
            pipe.write(content, 0, SEGMENT / 2);
            Eventually.within(SOON, "some of the segment is copied", () -> sizeInArchive() > 0);
            // The shell first: it would tidy up after a child that died.
            List<ProcessHandle> children = shell.descendants().toList();
            shell.destroyForcibly().waitFor();
            children.forEach(ProcessHandle::destroyForcibly);
        }
        assertFalse(Files.exists(archived()));
        assertEquals(1, filesInArchive().size());

        Files.delete(segment);
        Files.write(segment, content);
        assertEquals(0, archive().waitFor());
        assertArrayEquals(content, Files.readAllBytes(archived()));
        assertEquals(List.of(archived()), filesInArchive());
    }

    @Test
    void somebodyElsesSegmentOfTheSameMomentStays() throws IOException, InterruptedException {
        Process shell;
        try (OutputStream pipe = halfASegment()) {
            shell = archive();
            pipe.write(content, 0, SEGMENT / 2);
            Eventually.within(SOON, "some of the segment is copied", () -> sizeInArchive() > 0);
            Files.writeString(archived(), "another segment");
        }
        assertNotEquals(0, shell.waitFor());
        assertEquals("another segment", Files.readString(archived()));
        assertEquals(List.of(archived()), filesInArchive());
    }

    @Test
    void withoutRoomItFailsAndLeavesNothing() throws IOException, InterruptedException {
        assertNotEquals(0, shell("ulimit -f 1024; ").waitFor());
        assertEquals(List.of(), filesInArchive());
    }

    @Test
    void fitsIntoWhatOldServersKeepOfACommand() {
        assertThrows(IllegalArgumentException.class, () -> ArchiveCommand.of("/" + "x".repeat(700)));
        String longest = ArchiveCommand.of("/" + "x".repeat(399));
        assertTrue(longest.replaceAll("%[pf]", "pg_xlog/" + NAME + ".00000028.backup")
                        .length()
                < 1024);
    }

    @Test
    void takesNoPathThatAShellWouldRead() {
        for (String path :
                List.of("/srv/$(id)", "/srv/a b", "/srv/a'b", "archive", "/srv/../etc", "/srv/a;b", "/srv/%p", "")) {
            assertThrows(IllegalArgumentException.class, () -> ArchiveCommand.of(path), path);
        }
    }

    private Process archive() throws IOException {
        return shell("");
    }

    private Process shell(String before) throws IOException {
        String command = ArchiveCommand.of(archive.toString())
                .replace("%p", "pg_wal/" + NAME)
                .replace("%f", NAME);
        return new ProcessBuilder("sh", "-c", before + command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start();
    }

    /// A pipe in place of the segment, so that the copy waits where the test wants it.
    private OutputStream halfASegment() throws IOException, InterruptedException {
        Files.delete(segment);
        assertEquals(0, new ProcessBuilder("mkfifo", segment.toString()).start().waitFor());
        Process writer = new ProcessBuilder("sh", "-c", "exec cat >" + segment).start();
        return writer.getOutputStream();
    }

    private Path archived() {
        return archive.resolve(NAME);
    }

    private List<Path> filesInArchive() throws IOException {
        try (Stream<Path> files = Files.list(archive)) {
            return files.toList();
        }
    }

    private long sizeInArchive() {
        try {
            long size = 0;
            for (Path file : filesInArchive()) {
                size += Files.size(file);
            }
            return size;
        } catch (IOException e) {
            return 0;
        }
    }
}

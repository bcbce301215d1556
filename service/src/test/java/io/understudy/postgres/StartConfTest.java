package io.understudy.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.postgres.HostFiles.HostFile;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StartConfTest {
    private static final HostFile FOUND = new HostFile("# a word\n\nmanual\n", "postgres:postgres", "644");

    @Test
    void whatWasThereComesBack() {
        StartConf closed = StartConf.of(Optional.of(FOUND)).closed();

        assertTrue(closed.isClosed());
        assertEquals(closed, closed.closed());
        assertEquals(FOUND, closed.opened().file());
        assertFalse(closed.opened().isClosed());
    }

    /// Debian reads the first word of the file that is no comment.
    @Test
    void debianReadsDisabled() {
        String text = StartConf.of(Optional.empty()).closed().file().text();

        assertEquals(
                "disabled",
                text.lines().filter(line -> !line.startsWith("#")).findFirst().orElseThrow());
        assertEquals(
                "auto\n",
                StartConf.of(Optional.empty()).closed().opened().file().text());
    }
}

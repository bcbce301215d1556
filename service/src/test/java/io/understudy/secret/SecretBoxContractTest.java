package io.understudy.secret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.understudy.store.DataFolder;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
class SecretBoxContractTest {
    private static final String OTHER_KEY = Base64.getEncoder().encodeToString(new byte[32]);

    @Inject
    SecretBox box;

    @Inject
    DataFolder data;

    @Inject
    Jdbi jdbi;

    @Test
    void aSealedSecretOpensAfterARestartToo() {
        byte[] closed = box.seal(new Secret("hunter2"), "credential/1");

        SecretBox restarted = new SecretBox(new SecretKey(Optional.empty(), Optional.empty(), true, data), jdbi);

        assertEquals("hunter2", restarted.open(closed, "credential/1").value());
        assertThrows(IllegalStateException.class, () -> restarted.open(closed, "credential/2"));
    }

    @Test
    void theKeyIsBesideTheStoreInAFileThatOnlyTheServiceReads() throws IOException {
        Path key = data.path("secret-key");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(key)));
        assertFalse(key.startsWith(data.path("store")));
    }

    @Test
    void aStartWithAnotherKeyIsRefused() {
        SecretKey other = new SecretKey(Optional.of(OTHER_KEY), Optional.empty(), true, data);

        NoKeyException refusal = assertThrows(NoKeyException.class, () -> new SecretBox(other, jdbi));

        assertTrue(refusal.toString().contains("not the one"), refusal::toString);
        assertFalse(refusal.toString().contains(OTHER_KEY));
    }

    @Test
    void aStartOnAnExternalStoreWithoutAKeyIsRefused() {
        SecretKey none = new SecretKey(Optional.empty(), Optional.empty(), false, data);

        NoKeyException refusal = assertThrows(NoKeyException.class, () -> new SecretBox(none, jdbi));

        assertTrue(refusal.toString().contains("UNDERSTUDY_SECRET_KEY"), refusal::toString);
    }

    @Test
    void aLostKeyFileIsNotReplacedByANewKey(@TempDir Path elsewhere) {
        DataFolder lost = new DataFolder(elsewhere);

        assertThrows(
                NoKeyException.class,
                () -> new SecretBox(new SecretKey(Optional.empty(), Optional.empty(), true, lost), jdbi));

        assertTrue(lost.read("secret-key").isEmpty());
    }

    @Test
    void aKeyMayComeFromAFileAndMustBe32Bytes(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("key"), "  " + OTHER_KEY + "\n");
        assertEquals(32, new SecretKey(Optional.empty(), Optional.of(file), false, data).bytes(false).length);

        SecretKey cut = new SecretKey(Optional.of("c2hvcnQ="), Optional.empty(), false, data);
        NoKeyException refusal = assertThrows(NoKeyException.class, () -> cut.bytes(false));
        assertFalse(refusal.toString().contains("c2hvcnQ="));
    }

    @Test
    void aSecretCannotBePrinted() {
        assertEquals("Secret[hidden]", new Secret("hunter2").toString());
    }
}

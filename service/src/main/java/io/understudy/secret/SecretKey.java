package io.understudy.secret;

import io.understudy.store.DataFolder;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// The 256-bit key under which secrets are sealed. It is never in the store, so a copy of the store shows no secret.
///
/// It comes from `understudy.secret-key` (base64 of 32 bytes), else from the file `understudy.secret-key-file` (the
/// same
/// text), else, for the embedded store only, from the file `secret-key` in the data folder.
@ApplicationScoped
class SecretKey {
    private static final String OWN_FILE = "secret-key";
    private static final int LENGTH_BYTES = 32;

    private final Optional<String> configured;
    private final Optional<Path> configuredFile;
    private final boolean embeddedStore;
    private final DataFolder data;

    SecretKey(
            @ConfigProperty(name = "understudy.secret-key") Optional<String> configured,
            @ConfigProperty(name = "understudy.secret-key-file") Optional<Path> configuredFile,
            @ConfigProperty(name = "understudy.store.embedded", defaultValue = "false") boolean embeddedStore,
            DataFolder data) {
        this.configured = configured;
        this.configuredFile = configuredFile;
        this.embeddedStore = embeddedStore;
        this.data = data;
    }

    /// The key's bytes.
    ///
    /// @param firstStart whether nothing was ever sealed, so that a new key may be made
    /// @throws NoKeyException when there is none, or it is not 32 bytes
    byte[] bytes(boolean firstStart) {
        if (configured.isPresent()) {
            return decode(configured.get(), "understudy.secret-key");
        }
        if (configuredFile.isPresent()) {
            return decode(content(configuredFile.get()), configuredFile.get().toString());
        }
        if (!embeddedStore) {
            throw new NoKeyException("No secret key: set UNDERSTUDY_SECRET_KEY or UNDERSTUDY_SECRET_KEY_FILE to the"
                    + " base64 text of 32 random bytes (openssl rand -base64 32), the same for every replica.");
        }
        if (data.read(OWN_FILE).isEmpty() && firstStart) {
            data.write(OWN_FILE, Base64.getEncoder().encodeToString(random(LENGTH_BYTES)));
        }
        return decode(
                data.read(OWN_FILE)
                        .orElseThrow(() -> new NoKeyException("The secret key file " + data.path(OWN_FILE)
                                + " is missing, but the store has secrets sealed with it. Put it back.")),
                data.path(OWN_FILE).toString());
    }

    static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    private static String content(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException _) {
            throw new NoKeyException("The secret key file " + file + " cannot be read.");
        }
    }

    /// Messages name the place, never the text: it may be a key with a typing error.
    private static byte[] decode(String text, String place) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text.strip());
            if (bytes.length == LENGTH_BYTES) {
                return bytes;
            }
        } catch (IllegalArgumentException _) {
            // Said below, without the text.
        }
        throw new NoKeyException("The secret key in " + place + " is not the base64 text of 32 bytes.");
    }
}

package io.understudy.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.understudy.problem.FieldProblem;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.secret.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SshKeyTest {
    private static final Secret PASSPHRASE = new Secret("ö +++$1");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path dir;

    @ParameterizedTest
    @CsvSource({
        "ed25519, ''",
        "ecdsa, ''",
        "ecdsa, -b 521",
        "rsa, ''",
        "rsa, -m PEM",
        "rsa, -m PKCS8",
        "ecdsa, -m PEM",
        "ecdsa, -m PKCS8"
    })
    void keyIsRead(String type, String options) throws Exception {
        for (Secret passphrase : new @Nullable Secret[] {null, PASSPHRASE}) {
            Path file = generate(type, options, passphrase);

            SshKey key = SshKey.parse(new Secret(Files.readString(file)), passphrase);

            HostKey expected = publicKey(file);
            assertEquals(expected.type() + " " + expected.publicKey(), key.publicKey());
            assertEquals(expected.fingerprint(), key.fingerprint());
        }
    }

    @ParameterizedTest
    @CsvSource({"ed25519, ''", "rsa, -m PEM", "rsa, -m PKCS8", "ecdsa, -m PEM"})
    void wrongPassphraseIsNamed(String type, String options) throws Exception {
        Secret text = new Secret(Files.readString(generate(type, options, PASSPHRASE)));

        assertEquals(fault("/passphrase", "does not open the key"), fault(text, new Secret("wrong")));
        assertEquals(fault("/passphrase", "is needed: the key is encrypted"), fault(text, null));
    }

    @Test
    void whatIsNoKeyIsNamed() throws Exception {
        FieldProblem expected = fault("/privateKey", "must be a private key in OpenSSH or PEM form");
        String key = Files.readString(generate("ed25519", "", null));

        assertEquals(expected, fault(new Secret("$(id)"), null));
        assertEquals(expected, fault(new Secret(key.substring(0, key.length() / 2)), null));
        assertEquals(expected, fault(new Secret(Files.readString(dir.resolve("key0.pub"))), null));
    }

    @Test
    void shortKeysAreRefused() throws Exception {
        Secret text = new Secret(Files.readString(generate("rsa", "-b 1024", null)));

        assertEquals(fault("/privateKey", "must have at least 2048 bits"), fault(text, null));
    }

    private static FieldProblem fault(Secret text, @Nullable Secret passphrase) {
        ProblemException problem = assertThrows(ProblemException.class, () -> SshKey.parse(text, passphrase));
        assertEquals(ProblemType.VALIDATION_FAILED, problem.type());
        List<?> errors = assertInstanceOf(List.class, problem.extensions().get("errors"));
        return assertInstanceOf(FieldProblem.class, errors.getFirst());
    }

    private static FieldProblem fault(String pointer, String message) {
        return new FieldProblem(pointer, ProblemType.VALIDATION_FAILED.code(), message);
    }

    private Path generate(String type, String options, @Nullable Secret passphrase) throws Exception {
        Path file = dir.resolve("key" + dir.toFile().list().length / 2);
        List<String> command = new ArrayList<>(List.of("ssh-keygen", "-q", "-t", type, "-f", file.toString(), "-N"));
        command.add(passphrase == null ? "" : passphrase.value());
        command.addAll(options.isEmpty() ? List.of() : List.of(options.split(" ", -1)));
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
        return file;
    }

    private static HostKey publicKey(Path file) throws IOException {
        String[] words = Files.readString(Path.of(file + ".pub")).split(" ", 3);
        return new HostKey(words[0], words[1]);
    }
}

package io.understudy.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A program run on this machine for the embedded store.
final class OwnProcess {
    private OwnProcess() {}

    /// @param output standard output and standard error, as they came
    record Ended(int status, String output) {}

    /// The words with nothing of our own environment but `PATH`: our key and the store's password may be in it.
    static ProcessBuilder prepare(List<String> words) {
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().keySet().retainAll(Set.of("PATH"));
        return builder;
    }

    /// Runs one of PostgreSQL's programs to its end. PostgreSQL refuses to run as root; as root the words run in
    /// a user namespace of their own, where they are nobody.
    static Ended run(List<String> words, String input) throws IOException {
        Path output = Files.createTempFile("understudy-", ".out");
        try {
            // A file, not a pipe: the server that pg_ctl leaves behind would keep a pipe open for ever.
            Process process = prepare(asNobodyWhenRoot(words))
                    .redirectOutput(output.toFile())
                    .start();
            try (OutputStream stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            return new Ended(process.waitFor(), Files.readString(output));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while running " + words.getFirst(), e);
        } finally {
            Files.delete(output);
        }
    }

    private static List<String> asNobodyWhenRoot(List<String> words) throws IOException {
        if (!Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))) {
            return words;
        }
        List<String> all = new ArrayList<>(List.of("unshare", "--user"));
        all.addAll(words);
        return all;
    }
}

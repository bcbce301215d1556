package io.understudy.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// One of PostgreSQL's programs run on this machine for the embedded store.
final class OwnProcess {
    private OwnProcess() {}

    /// @param output standard output and standard error, as they came
    record Ended(int status, String output) {}

    /// Runs the words and waits for their end. PostgreSQL refuses to run as root; as root the words run in a user
    /// namespace of their own, where they are nobody.
    static Ended run(List<String> words, String input) throws IOException {
        Path output = Files.createTempFile("understudy-", ".out");
        try {
            ProcessBuilder builder = new ProcessBuilder(asNobodyWhenRoot(words));
            // A file, not a pipe: the server that pg_ctl leaves behind would keep a pipe open for ever.
            builder.redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().keySet().retainAll(Set.of("PATH"));
            Process process = builder.start();
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

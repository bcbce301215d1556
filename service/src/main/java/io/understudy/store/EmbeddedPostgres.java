package io.understudy.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A PostgreSQL server of our own in the data folder, for a service that was given none.
///
/// It listens on 127.0.0.1 only, on a port that was free at its start, and lets one role in, with a random password;
/// the
/// superuser cannot log in at all. It outlives a killed service: the next start joins it. Several services may share
/// one
/// folder; the last one that ends stops the server.
final class EmbeddedPostgres {
    private static final int START_ATTEMPTS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String HBA = "host understudy understudy 127.0.0.1/32 scram-sha-256\n";
    private static final String SETTINGS = """

            # Understudy's own store. fsync stays on: jobs must survive a power cut.
            listen_addresses = '127.0.0.1'
            unix_socket_directories = ''
            password_encryption = 'scram-sha-256'
            shared_buffers = '32MB'
            jit = off
            """;

    private final DataFolder data;
    private final Path cluster;
    private final PostgresBinaries programs;
    private final FileChannel locks;
    private @Nullable FileLock share;

    /// Where the server can be reached.
    ///
    /// @param port on 127.0.0.1
    /// @param password of the role `understudy`, which owns the database `understudy`
    record Address(int port, String password) {}

    EmbeddedPostgres(DataFolder data) throws IOException {
        this.data = data;
        this.cluster = data.path("store");
        this.locks = FileChannel.open(
                data.path("store.lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try (FileLock _ = alone()) {
            this.programs = PostgresBinaries.in(data);
        }
    }

    /// Starts the server, or joins the running one. The first time, makes the database (about two seconds).
    Address start() throws IOException {
        try (FileLock _ = alone()) {
            // Byte 1 says who uses the server; the kernel frees it however this process ends.
            share = locks.lock(1, 1, true);
            if (!Files.exists(cluster.resolve("PG_VERSION"))) {
                initialise();
            }
            // Without the file no server runs, which saves asking.
            if (!Files.exists(cluster.resolve("postmaster.pid"))
                    || pgCtl("status").status() != 0) {
                startServer();
            }
            return new Address(
                    Integer.parseInt(Files.readAllLines(cluster.resolve("postmaster.pid"))
                            .get(3)),
                    password());
        }
    }

    /// Stops the server unless another process uses it.
    void stop() throws IOException {
        try (locks;
                FileLock _ = alone()) {
            if (share != null) {
                share.release();
            }
            if (locks.tryLock(1, 1, false) != null) {
                pgCtl("stop", "-m", "fast");
            }
        }
    }

    private FileLock alone() throws IOException {
        return locks.lock(0, 1, false);
    }

    private String password() {
        return data.read("store-password")
                .orElseThrow(() -> new IllegalStateException(data.path("store-password") + " is missing"));
    }

    /// Builds the database aside and moves it into place, so that a crash half way leaves nothing that looks finished.
    private void initialise() throws IOException {
        Path draft = Files.createTempDirectory(cluster.getParent(), "store-");
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        data.write("store-password", password);
        run(
                "",
                programs.program("initdb").toString(),
                "--pgdata=" + draft,
                "--username=postgres",
                "--auth=reject",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8");
        Files.writeString(draft.resolve("pg_hba.conf"), HBA);
        Files.writeString(draft.resolve("postgresql.conf"), SETTINGS, StandardOpenOption.APPEND);
        // In single-user mode each line is one statement, and no one else can connect meanwhile.
        run(
                "CREATE ROLE understudy LOGIN PASSWORD '" + password
                        + "'\nCREATE DATABASE understudy OWNER understudy\n",
                programs.program("postgres").toString(),
                "--single",
                "-D",
                draft.toString(),
                "postgres");
        Files.move(draft, cluster);
    }

    private void startServer() throws IOException {
        for (int attempt = 1; ; attempt++) {
            // The port may be taken between our look and the start: then another one is tried.
            int port = freePort();
            String log = data.path("store.log").toString();
            OwnProcess.Ended start = pgCtl("start", "-l", log, "-t", "" + PATIENCE.toSeconds(), "-o", "-p " + port);
            if (start.status() == 0) {
                return;
            }
            if (attempt == START_ATTEMPTS) {
                throw new IOException("the embedded PostgreSQL did not start, see " + log + ": " + start.output());
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private OwnProcess.Ended pgCtl(String verb, String... options) throws IOException {
        List<String> words = new ArrayList<>(
                List.of(programs.program("pg_ctl").toString(), verb, "-w", "-s", "-D", cluster.toString()));
        words.addAll(List.of(options));
        return OwnProcess.run(words, "");
    }

    private static void run(String input, String... words) throws IOException {
        OwnProcess.Ended ended = OwnProcess.run(List.of(words), input);
        if (ended.status() != 0) {
            throw new IOException(words[0] + " ended with status " + ended.status() + ": " + ended.output());
        }
    }
}

package io.understudy.testing;

import io.understudy.secret.Secret;
import io.understudy.ssh.HostKey;
import io.understudy.ssh.SshAuthentication;
import io.understudy.ssh.SshLogin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A real sshd with a real sudo on a loopback port, for the tests of one class. It lives in a mount namespace of
/// its own, in which `/etc/passwd`, `/etc/sudoers` and the like are the test's: the machine's own accounts stay as
/// they are. It needs root and Debian's `openssh-server` and `sudo`.
public final class TestingSshd implements BeforeAllCallback, AfterAllCallback {
    /// What sudo wants from `alice`; full of what breaks careless masking and quoting.
    public static final Secret PASSWORD = new Secret("pa ss+++$1\\E'\"");

    private static final int UID = 42_424;
    private static final String SUDOERS = """
            Defaults env_reset, timestamp_timeout=0
            Defaults secure_path="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
            root ALL=(ALL:ALL) ALL
            alice ALL=(root) PASSWD: ALL, !/usr/bin/ls, NOPASSWD: /usr/bin/wc
            bob ALL=(ALL) NOPASSWD: ALL, !/usr/bin/ls
            """;

    private final Path dir = createTempDirectory();
    private final int port = freePort();
    private @Nullable Process sshd;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        for (String type : List.of("ed25519", "ecdsa", "rsa")) {
            generateKey("host_" + type, type, "");
        }
        generateKey("login", "ed25519", "");
        writeAccounts();
        writeConfig("ed25519", "ecdsa", "rsa");
        start();
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        stop();
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    public int port() {
        return port;
    }

    /// A login as `alice`, who may run everything but `ls` as root, with her password, and `wc` without it.
    public SshLogin alice() {
        return login(
                "alice", new SshAuthentication.PrivateKey(loginKey(), null), PASSWORD, List.of(hostKey("ed25519")));
    }

    /// A login as `bob`, who may run everything but `ls` as anybody, without a password.
    public SshLogin bob() {
        return login("bob", new SshAuthentication.PrivateKey(loginKey(), null), null, List.of(hostKey("ed25519")));
    }

    public SshLogin login(
            String user, SshAuthentication authentication, @Nullable Secret sudoPassword, List<HostKey> trusted) {
        return new SshLogin("id-1", "db1", "127.0.0.1", port, user, authentication, sudoPassword, trusted);
    }

    public Secret loginKey() {
        return new Secret(read(dir.resolve("login")));
    }

    public HostKey hostKey(String type) {
        return publicKey("host_" + type);
    }

    /// The public half of a key made by [#generateKey].
    public HostKey publicKey(String name) {
        String[] words = read(dir.resolve(name + ".pub")).split(" ", 3);
        return new HostKey(words[0], words[1]);
    }

    public Path home(String user) {
        return dir.resolve("home").resolve(user);
    }

    /// What sshd has logged so far, at its debug level.
    public String log() {
        return read(dir.resolve("log"));
    }

    /// Ends the processes of sshd that serve connections, as if their host had gone.
    public void cutConnections() {
        sshdProcess()
                .descendants()
                .filter(process -> process.info().command().orElse("").endsWith("/sshd"))
                .forEach(ProcessHandle::destroyForcibly);
    }

    /// Stops the processes of sshd that serve connections without ending them, as a dead link does; true to let
    /// them go on.
    public void freezeConnections(boolean goOn) throws Exception {
        for (ProcessHandle process : sshdProcess().descendants().toList()) {
            run("kill", goOn ? "-CONT" : "-STOP", Long.toString(process.pid()));
        }
    }

    public Path generateKey(String name, String type, String passphrase, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of("ssh-keygen", "-q", "-t", type, "-N", passphrase, "-f"));
        command.add(dir.resolve(name).toString());
        command.addAll(List.of(options));
        run(command.toArray(String[]::new));
        return dir.resolve(name);
    }

    /// Starts again with other host keys.
    public void restartWithHostKeys(String... types) throws Exception {
        stop();
        writeConfig(types);
        start();
    }

    private void start() throws Exception {
        String script = """
                mount --bind "$1/passwd" /etc/passwd; mount --bind "$1/group" /etc/group
                mount --bind "$1/shadow" /etc/shadow; mount --bind "$1/sudoers" /etc/sudoers
                mount -t tmpfs tmpfs /etc/sudoers.d; mount -t tmpfs -o mode=755 tmpfs /run/sshd
                exec /usr/sbin/sshd -D -e -f "$1/sshd_config"
                """;
        Files.createDirectories(Path.of("/run/sshd"));
        sshd = new ProcessBuilder("unshare", "-m", "sh", "-e", "-c", script, "sshd", dir.toString())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(dir.resolve("log").toFile()))
                .start();
        Eventually.within(Duration.ofSeconds(10), "sshd listens, see " + dir, this::listens);
    }

    private void stop() throws Exception {
        List<ProcessHandle> all = sshdProcess().descendants().toList();
        sshdProcess().destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        sshdProcess().onExit().get();
    }

    private ProcessHandle sshdProcess() {
        return java.util.Objects.requireNonNull(sshd, "sshd was not started").toHandle();
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private void writeConfig(String... types) throws IOException {
        StringBuilder config = new StringBuilder("""
                ListenAddress 127.0.0.1:%d
                AuthorizedKeysFile %s/authorized_keys
                PidFile none
                UsePAM no
                PasswordAuthentication yes
                StrictModes no
                LogLevel DEBUG1
                """.formatted(port, dir));
        for (String type : types) {
            config.append("HostKey ").append(dir.resolve("host_" + type)).append('\n');
        }
        Files.writeString(dir.resolve("sshd_config"), config);
    }

    private void writeAccounts() throws Exception {
        Files.copy(dir.resolve("login.pub"), dir.resolve("authorized_keys"));
        Files.writeString(dir.resolve("sudoers"), SUDOERS);
        Files.setPosixFilePermissions(dir.resolve("sudoers"), PosixFilePermissions.fromString("r--r-----"));
        for (String file : List.of("passwd", "group", "shadow")) {
            Files.copy(Path.of("/etc", file), dir.resolve(file));
        }
        if (!read(dir.resolve("passwd")).contains("\npostgres:")) {
            append("passwd", "postgres:x:%d:65534::/:/bin/sh%n".formatted(UID));
        }
        String hash = run("openssl", "passwd", "-6", PASSWORD.value()).strip();
        for (String user : List.of("alice", "bob")) {
            int uid = UID + user.length();
            Files.createDirectories(home(user));
            Files.setAttribute(home(user), "unix:uid", uid);
            append("passwd", "%s:x:%d:%d::%s:/bin/sh%n".formatted(user, uid, uid, home(user)));
            append("group", "%s:x:%d:%n".formatted(user, uid));
            append("shadow", "%s:%s:19000:0:99999:7:::%n".formatted(user, hash));
        }
    }

    private void append(String file, String line) throws IOException {
        Files.writeString(dir.resolve(file), line, StandardOpenOption.APPEND);
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(command[0] + ": " + output);
        }
        return output;
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Path createTempDirectory() {
        try {
            Path made = Files.createTempDirectory("understudy-sshd");
            Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxr-xr-x"));
            return made;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}

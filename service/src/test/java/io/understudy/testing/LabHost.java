package io.understudy.testing;

import io.understudy.secret.Secret;
import io.understudy.ssh.HostKey;
import io.understudy.ssh.SshAuthentication;
import io.understudy.ssh.SshLogin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A real host of the lab: systemd, sshd, PostgreSQL. All that is done to it goes through `lab/lab`, as a person would.
public record LabHost(String name) {
    private static final Path LAB = Path.of("../lab/lab").toAbsolutePath().normalize();

    /// Boots hosts anew, with a stock instance of this version on each; running ones of those names are removed first.
    ///
    /// @param version as of `lab up --pg`
    /// @param names the hosts, and further options of `lab up`
    public static void fresh(String version, String... names) {
        Stream.of(names)
                .filter(name -> name.matches("[a-z]+-[a-z]"))
                .forEach(name -> new LabHost(name).removeIfThere());
        lab(Stream.concat(Stream.of("up", "--pg", version), Stream.of(names)).toArray(String[]::new));
    }

    public void removeIfThere() {
        if (lab("status").lines().anyMatch(line -> line.startsWith(name + " "))) {
            lab("down", name);
        }
    }

    /// Whether the host's instance takes connections.
    public boolean answers() {
        return exec("sh", "-c", "pg_isready -q && echo yes || true").strip().equals("yes");
    }

    public String address() {
        return lab("address", name).strip();
    }

    public String fingerprint() {
        return lab("fingerprint", name).strip();
    }

    public static Path key() {
        return Path.of(lab("key").strip());
    }

    /// Runs a command as root inside, also when the link is cut.
    ///
    /// @return what it printed
    public String exec(String... command) {
        return lab(Stream.concat(Stream.of("exec", name), Stream.of(command)).toArray(String[]::new));
    }

    /// One statement as the superuser of the host's instance.
    public String sql(String statement) {
        return exec(
                        "runuser",
                        "-u",
                        "postgres",
                        "--",
                        "psql",
                        "-X",
                        "-A",
                        "-t",
                        "-v",
                        "ON_ERROR_STOP=1",
                        "-c",
                        statement)
                .strip();
    }

    /// Any other verb of the lab: `cut`, `heal`, `power-off`, `power-on`, `freeze`, `thaw`, `reset`, `fill-disk` ...
    public void does(String verb, String... more) {
        lab(Stream.concat(Stream.of(verb, name), Stream.of(more)).toArray(String[]::new));
    }

    /// A login that trusts the key which the host really has.
    public SshLogin login() {
        try {
            String publicKey = exec("cat", "/etc/ssh/ssh_host_ed25519_key.pub").split(" ", 3)[1];
            return new SshLogin(
                    name,
                    name,
                    address(),
                    22,
                    "deploy",
                    new SshAuthentication.PrivateKey(new Secret(Files.readString(key())), null),
                    null,
                    List.of(new HostKey("ssh-ed25519", publicKey)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String lab(String... words) {
        List<String> command = new ArrayList<>(List.of("timeout", "--kill-after=10", "600", LAB.toString()));
        command.addAll(List.of(words));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            if (status != 0) {
                throw new IllegalStateException("exit %d of %s: %s".formatted(status, command, out));
            }
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

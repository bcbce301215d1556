import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.pubkey.AcceptAllPublickeyAuthenticator;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;

/// Many hosts in one process, each with an address of its own in 127.0.0.0/8: sshd, and behind it a psql that answers
/// the question of a sample as a real one does. Arguments: PORT, and the file of the host key, which is made when absent.
///
/// Cluster N has its instances on port N; 127.1.x.y is its primary and 127.2.x.y its standby. A primary writes 1 MiB of
/// WAL each second, and its standby is 64 KiB behind.
class SimulatedHosts {
    private static final Pattern PSQL = Pattern.compile("/psql\\b.*\\bport=(\\d+)");
    private static final Pattern END = Pattern.compile("\\\\echo (end-\\S+)");
    private static final long WAL_PER_MILLISECOND = 1 << 10;
    private static final long BEHIND = 64 << 10;
    private static final long BEGUN = System.currentTimeMillis();

    public static void main(String[] args) throws IOException, InterruptedException {
        SshServer server = SshServer.setUpDefaultServer();
        server.setHost("0.0.0.0");
        server.setPort(Integer.parseInt(args[0]));
        SimpleGeneratorHostKeyProvider key = new SimpleGeneratorHostKeyProvider(Path.of(args[1]));
        key.setAlgorithm(KeyUtils.EC_ALGORITHM);
        key.setKeySize(256);
        server.setKeyPairProvider(key);
        server.setPublickeyAuthenticator(AcceptAllPublickeyAuthenticator.INSTANCE);
        server.setCommandFactory((channel, line) -> new Simulated(line, address(channel)));
        server.start();
        System.out.println("listening");
        new CountDownLatch(1).await();
    }

    /// The address that the client has connected to.
    private static String address(ChannelSession channel) {
        return ((InetSocketAddress) channel.getServerSession().getIoSession().getLocalAddress())
                .getAddress()
                .getHostAddress();
    }

    /// One command on one host.
    private static final class Simulated implements Command {
        private final String line;
        private final String address;
        private InputStream in;
        private OutputStream out;
        private ExitCallback exit;

        Simulated(String line, String address) {
            this.line = line;
            this.address = address;
        }

        @Override
        public void start(ChannelSession channel, Environment environment) {
            Thread.startVirtualThread(() -> exit.onExit(run()));
        }

        private int run() {
            try {
                Matcher psql = PSQL.matcher(line);
                if (psql.find()) {
                    answer(Integer.parseInt(psql.group(1)));
                } else if (line.contains("df")) {
                    say("Avail\n107374182400\n");
                } else {
                    return 127;
                }
                return 0;
            } catch (IOException gone) {
                return 1;
            }
        }

        /// A question ends with the line by which its answer is to end.
        private void answer(int cluster) throws IOException {
            BufferedReader questions = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String asked = questions.readLine(); asked != null; asked = questions.readLine()) {
                Matcher end = END.matcher(asked);
                if (end.matches()) {
                    say((address.startsWith("127.1.") ? primary(cluster) : standby(cluster)) + "\n" + end.group(1) + "\n");
                }
            }
        }

        private void say(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        private String primary(int cluster) {
            String behind = lsn(written() - BEHIND);
            return """
                    [{"system_identifier": "%1$d", "server_version": "15.14 (Debian 15.14-0+deb12u1)", "in_recovery": false, "timeline": 1, \
                    "current": "%2$s", "received": null, "replayed": null, "replay_paused": null, "receiver": null, \
                    "senders": [{"pid": 4711, "application_name": "15/main", "client_address": "%3$s", "state": "streaming", "sent": "%2$s", \
                    "written": "%4$s", "flushed": "%4$s", "replayed": "%4$s", "write_lag_seconds": 0.02, "flush_lag_seconds": 0.03, \
                    "replay_lag_seconds": 0.06, "slot_name": "standby"}], \
                    "slots": [{"name": "standby", "active": true, "restart": "%4$s", "wal_status": "reserved", "safe_bytes": null}], \
                    "usage": {"walsenders": 1, "max_walsenders": 10, "slots": 1, "max_slots": 10, "archiving": false, "archive_failing": false}}]\
                    """.formatted(cluster, lsn(written()), address.replace("127.1.", "127.2."), behind);
        }

        private static String standby(int cluster) {
            return """
                    [{"system_identifier": "%1$d", "server_version": "15.14 (Debian 15.14-0+deb12u1)", "in_recovery": true, "timeline": 1, \
                    "current": null, "received": "%2$s", "replayed": "%2$s", "replay_paused": false, \
                    "receiver": {"status": "streaming", "slot_name": "standby", "application_name": "15/main", "last_message_seconds": 0.1}, \
                    "senders": [], "slots": [], \
                    "usage": {"walsenders": 0, "max_walsenders": 10, "slots": 0, "max_slots": 10, "archiving": false, "archive_failing": false}}]\
                    """.formatted(cluster, lsn(written() - BEHIND));
        }

        private static long written() {
            return (1L << 32) + (System.currentTimeMillis() - BEGUN) * WAL_PER_MILLISECOND;
        }

        private static String lsn(long place) {
            return "%X/%X".formatted(place >>> 32, place & 0xFFFF_FFFFL);
        }

        @Override
        public void destroy(ChannelSession channel) {
            try {
                in.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void setInputStream(InputStream from) {
            in = Objects.requireNonNull(from);
        }

        @Override
        public void setOutputStream(OutputStream to) {
            out = Objects.requireNonNull(to);
        }

        @Override
        public void setErrorStream(OutputStream ignored) {}

        @Override
        public void setExitCallback(ExitCallback callback) {
            exit = Objects.requireNonNull(callback);
        }
    }
}

package io.understudy.testing;

import java.util.Arrays;

/// BIND with the zone `qstn.example`, on a host that was booted with `--app`.
public record LabDns(LabHost host) {
    public static final String ZONE = "qstn.example";
    public static final String NAME = "app.qstn.example";
    public static final String KEY_NAME = "understudy";

    public void start() {
        host.exec("systemctl", "start", "named");
    }

    public void stop() {
        host.exec("systemctl", "stop", "named");
    }

    /// The secret of the key that may change the zone, in base64.
    public String secret() {
        return secret("/etc/bind/understudy.key");
    }

    private String secret(String file) {
        return host.exec("sed", "-n", "s/.*secret \"\\(.*\\)\";/\\1/p", file).strip();
    }

    /// Makes a key that it knows, and that may change nothing.
    ///
    /// @return its secret
    public String addReader(String name) {
        String file = "/etc/bind/%s.key".formatted(name);
        host.exec("sh", "-c", "tsig-keygen \"$0\" >\"$1\" && chown bind \"$1\"", name, file);
        host.exec("sh", "-c", "echo \"include \\\"$0\\\";\" >>/etc/bind/named.conf.local", file);
        host.exec("rndc", "reconfig");
        return secret(file);
    }

    /// What it answers for the application's name, without a cache between: TTL, type and value.
    public String app() {
        String[] words = host.exec("dig", "+noall", "+answer", "@127.0.0.1", NAME, "A")
                .strip()
                .split("\\s+", -1);
        return words.length < 5 ? "" : String.join(" ", words[1], words[3], words[4]);
    }

    /// Changes it as somebody else would.
    public void set(String... update) {
        String script = "server 127.0.0.1\n" + String.join("\n", Arrays.asList(update)) + "\nsend\n";
        host.exec("sh", "-c", "printf '%s' \"$0\" | nsupdate -k /etc/bind/understudy.key", script);
    }
}

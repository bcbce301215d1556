package io.understudy.postgres;

/// One data directory with its postmaster, where Debian's and Ubuntu's packages put it.
///
/// @param name Debian's "cluster name", `main` for the one that the package makes
/// @param port TCP port and the number in the name of the Unix socket
public record Instance(PgVersion version, String name, int port, String dataDirectory) {
    public Instance {
        if (!name.matches("[a-z0-9][a-z0-9_]{0,40}")) {
            throw new IllegalArgumentException("an instance name is 1 to 41 of a-z, 0-9 and _: " + name);
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("a port is 1 to 65535: " + port);
        }
        if (!dataDirectory.matches("(/[A-Za-z0-9_+-][A-Za-z0-9._+-]*){2,}")) {
            throw new IllegalArgumentException("not a data directory we touch: " + dataDirectory);
        }
    }

    public static Instance debian(PgVersion version, String name, int port) {
        return new Instance(version, name, port, "/var/lib/postgresql/%s/%s".formatted(version, name));
    }

    public String configDirectory() {
        return "/etc/postgresql/%s/%s".formatted(version, name);
    }

    public String unit() {
        return "postgresql@%s-%s.service".formatted(version, name);
    }

    /// Debian's own wrappers in `/usr/bin` start a Perl for each call; the programs themselves are here.
    public String program(String program) {
        return "/usr/lib/postgresql/%s/bin/%s".formatted(version, program);
    }

    public String managedConf() {
        return configDirectory() + "/conf.d/understudy.conf";
    }

    public String hbaFile() {
        return configDirectory() + "/pg_hba.conf";
    }

    /// Beside the data directory, so that the finished copy takes its place in one rename.
    public String stagingDirectory() {
        return dataDirectory + ".understudy";
    }
}

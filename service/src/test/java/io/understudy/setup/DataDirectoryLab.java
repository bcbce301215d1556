package io.understudy.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.setup.DataDirectory.Content;
import io.understudy.setup.DataDirectory.Database;
import io.understudy.setup.DataDirectory.Server;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// What is read of a data directory is what is really there.
@ParameterizedClass
@ValueSource(strings = {"15", "9.6"})
class DataDirectoryLab {
    @SuppressWarnings("NullAway.Init")
    private static PreflightHosts hosts;

    private final String version;

    DataDirectoryLab(String version) {
        this.version = version;
    }

    @BeforeParameterizedClassInvocation
    static void boot(String version) {
        hosts = new PreflightHosts(version);
    }

    @AfterParameterizedClassInvocation
    static void remove() {
        hosts.remove();
    }

    @Test
    void stockInstanceIsRunningAndPristine() {
        DataDirectory found = read();
        assertEquals(Content.SOMETHING, found.content());
        assertEquals(Optional.of(new Database(version, Optional.of(identifier()), false)), found.database());
        assertEquals(Optional.of(new Server(5432, true)), found.server());
        assertFalse(found.mountPoint());
    }

    @Test
    void whatAUserHasMadeIsNotPristine() {
        assertNotPristine("CREATE DATABASE shop", "DROP DATABASE shop");
        assertNotPristine("CREATE TABLE note (line text)", "DROP TABLE note");
        assertNotPristine("CREATE SCHEMA own", "DROP SCHEMA own");
        assertNotPristine("CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'", "DROP FUNCTION one()");
        assertNotPristine("CREATE ROLE clerk", "DROP ROLE clerk");
        assertNotPristine("SELECT lo_create(4711)", "SELECT lo_unlink(4711)");
        assertEquals(Optional.of(new Server(5432, true)), read().server());
    }

    @Test
    void anOpenSessionIsNotPristine() {
        root(
                "systemd-run",
                "--quiet",
                "--unit=guest",
                "--uid=postgres",
                "psql",
                "-c",
                "SELECT pg_sleep(60)",
                "postgres");
        root("timeout", "20", "sh", "-c", "until ps ax | grep -q '[S]ELECT$'; do sleep 0.05; done");
        assertEquals(Optional.of(new Server(5432, false)), read().server());
        hosts.standby.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(60)'");
        root("timeout", "20", "sh", "-c", "while ps ax | grep -q '[S]ELECT$'; do sleep 0.05; done");
        assertEquals(Optional.of(new Server(5432, true)), read().server());
    }

    @Test
    void aServerThatCannotBeAskedIsNotPristine() {
        String hba = "/etc/postgresql/%s/main/pg_hba.conf".formatted(version);
        root("sh", "-c", "cp -p $0 /root/hba && echo 'local all all reject' >$0", hba);
        root("systemctl", "reload", "postgresql@" + version + "-main");
        assertEquals(Optional.of(new Server(5432, false)), read().server());
        root("cp", "-p", "/root/hba", hba);
        root("systemctl", "reload", "postgresql@" + version + "-main");
    }

    @Test
    void aLockFileLeftByACrashIsNoServer() {
        root("systemctl", "stop", "postgresql@" + version + "-main");
        // The process number is in use again, by a program that works elsewhere.
        root("sh", "-c", "printf '1\\n%s\\n0\\n5432\\n' $0 >$0/postmaster.pid", data());
        DataDirectory found = read();
        root("rm", data() + "/postmaster.pid");
        root("systemctl", "start", "postgresql@" + version + "-main");
        assertEquals(Optional.empty(), found.server());
        assertEquals(Optional.of(identifier()), found.database().flatMap(Database::systemIdentifier));
    }

    @Test
    void standbyIsKnownByItsSignal() {
        root("touch", data() + (version.equals("9.6") ? "/recovery.conf" : "/standby.signal"));
        assertTrue(read().isStandbyOf(identifier()));
        assertFalse(read().isStandbyOf("1"));
        root("rm", "-f", data() + "/recovery.conf", data() + "/standby.signal");
        assertFalse(read().isStandbyOf(identifier()));
    }

    @Test
    void otherContents() {
        DataDirectory absent = readElsewhere("rm -rf $0");
        assertEquals(Content.ABSENT, absent.content());
        assertEquals(Optional.empty(), absent.database());
        assertEquals(Content.EMPTY, readElsewhere("mkdir $0").content());
        DataDirectory files = readElsewhere("echo mine >$0/file");
        assertEquals(Content.SOMETHING, files.content());
        assertEquals(Optional.empty(), files.database());
        assertEquals(
                Optional.of("0193a1e2"),
                readElsewhere("echo 0193a1e2 >$0/understudy-copy").mark());
        DataDirectory half = readElsewhere("echo 15 >$0/PG_VERSION");
        assertEquals(Optional.of(new Database("15", Optional.empty(), false)), half.database());
        DataDirectory mounted = readElsewhere("mount -t tmpfs none $0");
        assertEquals(Content.EMPTY, mounted.content());
        assertTrue(mounted.mountPoint());
        assertEquals(
                Content.SOMETHING,
                readElsewhere("umount $0; rm -r $0; echo >$0").content());
        assertEquals(Content.ABSENT, readElsewhere("rm $0").content());
    }

    private static void assertNotPristine(String sql, String back) {
        hosts.standby.sql(sql);
        try {
            assertEquals(Optional.of(new Server(5432, false)), read().server(), sql);
        } finally {
            hosts.standby.sql(back);
        }
    }

    private static DataDirectory read() {
        return DataDirectory.read(hosts.target(hosts.spec().spec()).standby());
    }

    /// @param script run before, with the path of the data directory as its argument
    private DataDirectory readElsewhere(String script) {
        SetupSpec spec = hosts.spec().standby("other", 5433).spec();
        root("sh", "-c", script, spec.standby().dataDirectory());
        return DataDirectory.read(hosts.target(spec).standby());
    }

    private String data() {
        return "/var/lib/postgresql/%s/main".formatted(version);
    }

    private String identifier() {
        return root("od", "-An", "-tu8", "-N8", data() + "/global/pg_control").strip();
    }

    private static String root(String... command) {
        return hosts.standby.exec(command);
    }
}

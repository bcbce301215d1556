package io.understudy.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
    @Test
    void keepsItsDataAndLetsNobodyElseIn(@TempDir Path folder) throws IOException, SQLException {
        DataFolder data = new DataFolder(folder.resolve("a folder"));
        EmbeddedPostgres first = new EmbeddedPostgres(data);
        EmbeddedPostgres.Address address = first.start();
        try (Connection own = connect(address, "understudy", address.password())) {
            own.createStatement().execute("CREATE TABLE kept AS SELECT 42 AS answer");

            assertRefused(address, "understudy", "wrong");
            assertRefused(address, "understudy", "");
            // The superuser has no way in at all, not even with a right password.
            assertRefused(address, "postgres", address.password());
            assertEquals("rwx------", permissions(data.path("store")));
            assertEquals("rw-------", permissions(data.path("store-password")));
            assertEquals("rwx------", permissions(folder.resolve("a folder")));
            List<String> pidFile = Files.readAllLines(data.path("store").resolve("postmaster.pid"));
            assertEquals("", pidFile.get(4), "folder of its socket");
            assertEquals("127.0.0.1", pidFile.get(5), "address it listens on");
        } finally {
            first.stop();
        }
        assertTrue(Files.notExists(data.path("store").resolve("postmaster.pid")));

        EmbeddedPostgres second = new EmbeddedPostgres(data);
        address = second.start();
        try (Connection own = connect(address, "understudy", address.password())) {
            assertEquals("42", one(own, "SELECT answer FROM kept"));
        } finally {
            second.stop();
        }
    }

    private static void assertRefused(EmbeddedPostgres.Address address, String user, String password) {
        SQLException refusal = assertThrows(
                SQLException.class, () -> connect(address, user, password).close());
        assertTrue(
                refusal.getSQLState().startsWith("28") || refusal.getSQLState().equals("08004"), refusal::toString);
    }

    private static Connection connect(EmbeddedPostgres.Address address, String user, String password)
            throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + address.port() + "/understudy", user, password);
    }

    private static String one(Connection connection, String sql) throws SQLException {
        try (ResultSet rows = connection.createStatement().executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}

package io.understudy.cutover;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.understudy.cutover.PgbouncerIni.Server;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PgbouncerIniTest {
    private static final Server NEW = new Server("10.0.0.9", 5433);

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            quoteCharacter = '~',
            value = {
                "shop = host=10.0.0.8 port=5432 dbname=shop > shop = host=10.0.0.9 port=5433 dbname=shop",
                "shop= host = '10.0.0.8' dbname=shop > shop= host = 10.0.0.9 dbname=shop port=5433",
                "\"shop\" = dbname=shop > \"shop\" = dbname=shop host=10.0.0.9 port=5433",
                "shop = > shop = host=10.0.0.9 port=5433",
                "shop = host=a password='x host=b '' port=1' > shop = host=10.0.0.9 password='x host=b '' port=1' port=5433",
                "shop = host=a port=1 host=b > shop = host=a port=5433 host=10.0.0.9"
            })
    void onlyHostAndPortOfTheEntryChange(String before, String after) {
        PgbouncerIni ini = new PgbouncerIni(around(before)).pointed("shop", NEW);

        assertEquals(around(after), ini.text());
        assertEquals(Optional.of(NEW), ini.server("shop"));
        assertEquals(ini, ini.pointed("shop", NEW));
    }

    private static String around(String entry) {
        return """
                ; shop = host=commented
                [databases]
                ;shop = host=commented
                shop2 = host=other
                %s
                [pgbouncer]
                shop = host=elsewhere
                """.formatted(entry);
    }

    @Test
    void whereAnEntryLeads() {
        PgbouncerIni ini = new PgbouncerIni("[users]\na = host=x\n[databases]\nb =\nc = host=y port='6000'\n");

        assertEquals(Optional.empty(), ini.server("a"));
        assertEquals(Optional.of(new Server("", 5432)), ini.server("b"));
        assertEquals(Optional.of(new Server("y", 6000)), ini.server("c"));
        assertEquals(ini, ini.pointed("a", NEW));
    }
}

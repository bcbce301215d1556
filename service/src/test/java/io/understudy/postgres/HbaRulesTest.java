package io.understudy.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.understudy.postgres.HbaRules.Client;
import io.understudy.postgres.HbaRules.Verdict;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HbaRulesTest {
    private static final HbaRules RULES = HbaRules.parse("""
            # TYPE  DATABASE  USER  ADDRESS  METHOD
            local   all             all                     peer
            host    all   all   10.0.0.66/32   reject   # a bad one
            hostssl shop, "my shop"   app,"app#2"   10.0.0.0/24   scram-sha-256
            host    sameuser   all   192.168.1.0   255.255.255.0   md5
            host    replication   app   0.0.0.0/0   md5
            host    all   +admins   10.1.0.0/16   md5
            host    all   dba   db.example.org   md5
            host    all   all   fd00::/8 \\
              md5
            """);

    @ParameterizedTest
    @CsvSource({
        "shop, app, 10.0.0.7, true, ADMITTED",
        "my shop, app#2, 10.0.0.7, true, ADMITTED",
        "shop, app, 10.0.0.7, false, REJECTED",
        "shop, other, 10.0.0.7, true, REJECTED",
        "shop, app, 10.0.0.66, true, REJECTED",
        "shop, app, 10.0.1.7, true, REJECTED",
        "app, app, 192.168.1.9, false, ADMITTED",
        "shop, app, 192.168.1.9, false, REJECTED",
        "shop, app, 10.1.2.3, false, UNKNOWN",
        "shop, dba, 10.2.2.3, false, UNKNOWN",
        "shop, app, fd12::1, false, ADMITTED",
        "shop, app, fe80::1, false, REJECTED"
    })
    void theFirstLineThatFitsDecides(String database, String user, String address, boolean ssl, Verdict verdict) {
        assertEquals(verdict, RULES.on(new Client(database, user, InetAddress.ofLiteral(address), ssl)));
    }

    @Test
    void behindAnIncludedFileNothingIsKnown() {
        HbaRules rules = HbaRules.parse("include other.conf\nhost all all all md5\n");

        assertEquals(Verdict.UNKNOWN, rules.on(new Client("shop", "app", InetAddress.ofLiteral("10.0.0.7"), false)));
    }
}

package io.understudy.promotion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.understudy.outbound.DnsEntry;
import io.understudy.outbound.NameServer;
import io.understudy.outbound.RecordSet;
import io.understudy.outbound.TsigKey;
import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import io.understudy.secret.Secret;
import io.understudy.testing.LabDns;
import io.understudy.testing.LabHost;
import java.time.Duration;
import java.util.List;

/// What a real name server is asked that it must not do, and what it then says. Leaves the zone as it was.
///
/// @param home where the application's name leads
record ZoneFaults(LabDns dns, LabHost home) {
    void all() {
        NameServer server = server(dns.secret());
        DnsEntry entry = new DnsEntry(LabDns.ZONE, LabDns.NAME, DnsEntry.Type.A);
        RecordSet first = entry.of(List.of(home.address()), 60);
        RecordSet two = entry.of(List.of("192.0.2.9", "192.0.2.10"), 30);

        assertEquals(first, server.read(entry));
        refused(ProblemType.DNS_RECORD_CHANGED, () -> server.replace(entry, RecordSet.NONE, two));
        refused(ProblemType.DNS_RECORD_CHANGED, () -> server.replace(entry, two, first));
        assertEquals(first, server.read(entry));
        server.replace(entry, first, two);
        assertEquals(two, server.read(entry));
        refused(ProblemType.DNS_RECORD_CHANGED, () -> server.replace(entry, first, RecordSet.NONE));
        server.replace(entry, two, RecordSet.NONE);
        assertEquals(RecordSet.NONE, server.read(entry));
        server.replace(entry, RecordSet.NONE, first);
        assertEquals("60 A " + home.address(), dns.app());

        DnsEntry elsewhere = new DnsEntry("example.org", "app.example.org", DnsEntry.Type.A);
        refused(ProblemType.DNS_UPDATE_REFUSED, () -> server.read(elsewhere));
        refused(ProblemType.DNS_UPDATE_REFUSED, () -> server.replace(elsewhere, RecordSet.NONE, two));
        refused(ProblemType.DNS_UPDATE_REFUSED, () -> server("d3Jvbmc=").replace(entry, first, two));
        refused(ProblemType.DNS_UPDATE_REFUSED, () -> server("no base64!").read(entry));

        server.touch(entry, first);
        NameServer reader = server("reader", dns.addReader("reader"));
        assertEquals(first, reader.read(entry));
        refused(ProblemType.DNS_UPDATE_REFUSED, () -> reader.touch(entry, first));
    }

    private NameServer server(String secret) {
        return server(LabDns.KEY_NAME, secret);
    }

    private NameServer server(String keyName, String secret) {
        TsigKey key = new TsigKey(keyName, TsigKey.Algorithm.HMAC_SHA256, new Secret(secret));
        return new NameServer(dns.host().address(), 53, key, Duration.ofSeconds(5));
    }

    private static void refused(ProblemType type, Runnable work) {
        ProblemException refused = assertThrows(ProblemException.class, work::run);
        assertEquals(type, refused.type(), refused.detail());
    }
}

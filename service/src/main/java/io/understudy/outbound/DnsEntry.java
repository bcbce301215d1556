package io.understudy.outbound;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;

/// Where a record set stands: a name, in its zone, and a type.
///
/// @param zone without the dot at the end
/// @param name in full, without the dot at the end; the zone itself or below it
public record DnsEntry(String zone, String name, Type type) {
    @Schema(name = "DnsRecordType", description = "The type of the records: addresses, or another name.")
    public enum Type {
        A,
        AAAA,
        CNAME;

        int number() {
            return org.xbill.DNS.Type.value(name());
        }
    }

    /// @throws IllegalArgumentException when the zone is no DNS name
    Name zoneName() {
        return absolute(zone);
    }

    /// @throws IllegalArgumentException when the name is no DNS name
    Name fullName() {
        return absolute(name);
    }

    /// The values as a server takes and gives them; another spelling of a value is the same value.
    ///
    /// @throws IllegalArgumentException for a value that is none of this type
    public RecordSet of(List<String> values, long ttlSeconds) {
        return new RecordSet(
                records(values, ttlSeconds).stream().map(Record::rdataToString).toList(), ttlSeconds);
    }

    RRset set(RecordSet records) {
        return new RRset(records(records.values(), records.ttlSeconds()).toArray(Record[]::new));
    }

    private List<Record> records(List<String> values, long ttlSeconds) {
        List<Record> records = new ArrayList<>();
        for (String value : values) {
            try {
                records.add(Record.fromString(fullName(), type.number(), DClass.IN, ttlSeconds, value, Name.root));
            } catch (IOException notOne) {
                throw new IllegalArgumentException("'%s' is no value of %s".formatted(value, type), notOne);
            }
        }
        return records;
    }

    private static Name absolute(String text) {
        try {
            return Name.fromString(text, Name.root);
        } catch (TextParseException notOne) {
            throw new IllegalArgumentException("'%s' is no DNS name".formatted(text), notOne);
        }
    }

    @Override
    public String toString() {
        return name + " " + type;
    }
}

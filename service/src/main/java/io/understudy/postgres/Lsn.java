package io.understudy.postgres;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// A place in the write-ahead log, as `pg_lsn` prints it: `16/B374D848`.
public record Lsn(long position) implements Comparable<Lsn> {
    @JsonCreator
    public static Lsn parse(String text) {
        if (!text.matches("[0-9A-Fa-f]{1,8}/[0-9A-Fa-f]{1,8}")) {
            throw new IllegalArgumentException("not an LSN: " + text);
        }
        int slash = text.indexOf('/');
        return new Lsn(Long.parseLong(text, 0, slash, 16) << 32 | Long.parseLong(text, slash + 1, text.length(), 16));
    }

    public long bytesAheadOf(Lsn other) {
        return position - other.position;
    }

    @Override
    public int compareTo(Lsn other) {
        return Long.compareUnsigned(position, other.position);
    }

    @JsonValue
    @Override
    public String toString() {
        return "%X/%X".formatted(position >>> 32, position & 0xFFFF_FFFFL);
    }
}

package io.understudy.store;

import java.security.SecureRandom;
import java.util.UUID;

/// Makes the ids of everything stored: UUID version 7 of RFC 9562, so that ids sort by the time they were made.
public final class Ids {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Ids() {}

    /// A new id in lower-case text form. Two ids of the same millisecond sort in no particular order.
    public static String next() {
        long millis = System.currentTimeMillis();
        long random = RANDOM.nextLong();
        long high = (millis << 16) | 0x7000L | (random & 0x0FFFL);
        long low = (RANDOM.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }
}

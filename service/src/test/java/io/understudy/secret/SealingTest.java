package io.understudy.secret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SealingTest {
    private static final Secret SECRET = new Secret("pa'ss\n+++$1 ü");

    private final Sealing sealing = new Sealing(key(1));

    @Test
    void whatWasSealedOpensForItsPurposeOnly() {
        byte[] box = sealing.seal(SECRET, "credential/1");

        assertEquals(Optional.of(SECRET), sealing.open(box, "credential/1"));
        assertEquals(Optional.empty(), sealing.open(box, "credential/2"));
    }

    @Test
    void anotherKeyOpensNothing() {
        byte[] box = sealing.seal(SECRET, "p");

        assertEquals(Optional.empty(), new Sealing(key(2)).open(box, "p"));
    }

    @Test
    void everyChangedByteIsNoticed() {
        byte[] box = sealing.seal(SECRET, "p");
        for (int i = 0; i < box.length; i++) {
            byte[] changed = box.clone();
            changed[i] ^= 1;
            assertEquals(Optional.empty(), sealing.open(changed, "p"), "byte " + i);
        }
        assertEquals(Optional.empty(), sealing.open(Arrays.copyOf(box, 10), "p"));
    }

    @Test
    void theSameSecretNeverLooksTheSame() {
        assertNotEquals(
                HexFormat.of().formatHex(sealing.seal(SECRET, "p")),
                HexFormat.of().formatHex(sealing.seal(SECRET, "p")));
    }

    @Test
    void neitherTheSecretNorTheKeyIsInTheBox() {
        String box = new String(sealing.seal(SECRET, "p"), StandardCharsets.ISO_8859_1);
        assertFalse(box.contains("pa'ss"));
        assertFalse(box.contains(new String(key(1), StandardCharsets.ISO_8859_1).substring(0, 4)));
    }

    private static byte[] key(int seed) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) seed);
        return key;
    }
}

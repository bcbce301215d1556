package io.understudy.cutover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class EnvFileTest {
    private static final String KEY = "DATABASE_URL";

    private static String with(String text, String value) {
        EnvFile file = new EnvFile(text);
        assertTrue(file.unfit(KEY).isEmpty(), text);
        assertTrue(file.unfit(KEY, value).isEmpty(), text);
        EnvFile changed = file.with(KEY, value);
        assertEquals(value, changed.value(KEY));
        return changed.text();
    }

    /// Everything but the value stays, quotes, blanks and the end of the file included.
    @Test
    void oneLineChanges() {
        assertEquals(
                "# DATABASE_URL=x\nA=1\nDATABASE_URL=new\nOLD_DATABASE_URL=b\nDATABASE_URL_2=c",
                with("# DATABASE_URL=x\nA=1\nDATABASE_URL=a\nOLD_DATABASE_URL=b\nDATABASE_URL_2=c", "new"));
        assertEquals("export DATABASE_URL=\"new\"\n", with("export DATABASE_URL=\"a b\"\n", "new"));
        assertEquals("  DATABASE_URL='new$1'\n", with("  DATABASE_URL='a'\n", "new$1"));
        assertEquals("DATABASE_URL=new\r\nB=1\r\n", with("DATABASE_URL=a\r\nB=1\r\n", "new"));
        assertEquals("DATABASE_URL=new\n", with("DATABASE_URL=\n", "new"));
    }

    @Test
    void theOldValueComesBackAsItStood() {
        EnvFile old = new EnvFile("DATABASE_URL='a$b'\n");

        assertEquals(old, old.with(KEY, "new").withThatOf(KEY, old));
    }

    @Test
    void aLineThatReadersTakeDifferentlyIsLeft() {
        for (String text : List.of(
                "A=1\n",
                "DATABASE_URL=a\nDATABASE_URL=b\n",
                "DATABASE_URL=\"a\nb\"\n",
                "DATABASE_URL=a\\\nb\n",
                "DATABASE_URL=a'b'c\n",
                "# caf\uFFFD, which was not UTF-8\nDATABASE_URL=a\n",
                "DATABASE_URL = a\n")) {
            assertTrue(new EnvFile(text).unfit(KEY).isPresent(), text);
        }
    }

    @Test
    void aValueThatTheLineCannotHoldIsNotWritten() {
        for (String value : List.of("a'b", "a\"b", "a\\b", " a", "a b", "a#b", "a&b", "a;b", "$a", "`a`")) {
            assertFalse(new EnvFile("DATABASE_URL=x\n").unfit(KEY, value).isEmpty(), value);
        }
        for (String value : List.of("a b", "a#b", "a&b", "a;b")) {
            assertTrue(new EnvFile("DATABASE_URL=\"x\"\n").unfit(KEY, value).isEmpty(), value);
        }
        assertFalse(new EnvFile("DATABASE_URL=\"x\"\n").unfit(KEY, "$a").isEmpty());
        assertTrue(new EnvFile("DATABASE_URL='x'\n").unfit(KEY, "$a").isEmpty());
    }

    @Test
    void printingItShowsNothing() {
        assertFalse(new EnvFile("DATABASE_URL=secret").toString().contains("secret"));
    }
}

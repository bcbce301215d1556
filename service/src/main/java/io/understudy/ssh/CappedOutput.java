package io.understudy.ssh;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Takes what a command prints, up to a limit; the rest is counted and dropped.
final class CappedOutput extends OutputStream {
    static final int LIMIT = 8 * 1024 * 1024;

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private long seen;

    @Override
    public synchronized void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        seen += length;
        kept.write(bytes, offset, Math.min(length, LIMIT - kept.size()));
    }

    /// Bytes that came, the dropped ones included.
    synchronized long seen() {
        return seen;
    }

    synchronized boolean overflowed() {
        return seen > LIMIT;
    }

    synchronized String text() {
        return kept.toString(StandardCharsets.UTF_8);
    }
}

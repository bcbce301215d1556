package io.understudy.postgres;

/// The names of WAL files (manual, 30.6): timeline, then the number of the segment in two halves.
///
/// @param bytes of a segment: a power of two from 1 MiB to 1 GiB
public record WalSegments(int timeline, long bytes) {
    private static final long LOG_FILE = 1L << 32;

    public String of(Lsn lsn) {
        long segment = Long.divideUnsigned(lsn.position(), bytes);
        long perFile = LOG_FILE / bytes;
        return "%08X%08X%08X".formatted(timeline, segment / perFile, segment % perFile);
    }
}

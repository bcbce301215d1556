package io.understudy.store;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// One page of a listing.
///
/// @param items at most `limit` of them
/// @param nextCursor what to send as `cursor` for the next page; null at the end
@Schema(description = "One page of a listing.")
public record Page<T>(
        @Schema(description = "The things of this page.") List<T> items,

        @Schema(
                description = "Send this as cursor to get the next page; absent on the last one.",
                examples = "MWY0YTp0b2tlbnM")
        @Nullable
        String nextCursor) {
    public Page {
        items = List.copyOf(items);
    }
}

package io.understudy.job;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import io.understudy.step.Effect;
import io.understudy.step.Side;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@Schema(name = "Effect", description = "One thing that a step touches on a host.")
public record EffectView(
        @Schema(description = "What kind of thing is touched.", examples = "SETTING")
        Effect.Kind kind,

        @Schema(description = "On the primary's or the standby's host; absent for another host.", examples = "PRIMARY")
        @Nullable
        Side side,

        @Schema(
                description =
                        "Path of the file or directory, or name of the setting, role, slot or unit; for a key of an env file the path and the key, for a command its words.",
                examples = "max_wal_senders")
        String object,

        @Schema(
                description = "As it was; absent when it did not exist, and for files, which have a diff.",
                examples = "0")
        @Nullable
        String before,

        @Schema(description = "As it is after the step; absent when it is removed, and for files.", examples = "10")
        @Nullable
        String after,

        @Schema(description = "Unified diff of a file; secrets are hidden.", examples = "+max_wal_senders = '10'")
        @Nullable
        String diff) {
    static EffectView of(Effect effect) {
        return effect.kind() == Effect.Kind.FILE
                ? new EffectView(effect.kind(), effect.side(), effect.object(), null, null, diff(effect))
                : new EffectView(effect.kind(), effect.side(), effect.object(), effect.before(), effect.after(), null);
    }

    private static String diff(Effect effect) {
        List<String> before = lines(effect.before());
        List<String> lines = UnifiedDiffUtils.generateUnifiedDiff(
                effect.before() == null ? "/dev/null" : effect.object(),
                effect.after() == null ? "/dev/null" : effect.object(),
                before,
                DiffUtils.diff(before, lines(effect.after())),
                3);
        return String.join("\n", lines);
    }

    private static List<String> lines(@Nullable String text) {
        return text == null ? List.of() : text.lines().toList();
    }
}

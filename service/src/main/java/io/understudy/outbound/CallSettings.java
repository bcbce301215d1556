package io.understudy.outbound;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

@ConfigMapping(prefix = "understudy.http-call")
interface CallSettings {
    /// Host names, addresses and networks (`10.0.0.0/8`) that may be called although they are not public.
    Optional<List<String>> allow();
}

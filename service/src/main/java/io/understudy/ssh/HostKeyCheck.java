package io.understudy.ssh;

import io.understudy.problem.ProblemException;
import io.understudy.problem.ProblemType;
import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.kex.KexProposalOption;
import org.jspecify.annotations.Nullable;

/// What is expected of the host at the other end of one connection, and what it showed.
final class HostKeyCheck {
    /// Where a connection carries its check.
    static final AttributeKey<HostKeyCheck> KEY = new AttributeKey<>();

    private final List<HostKey> trusted;
    private final List<String> types;
    private volatile @Nullable HostKey shown;

    private HostKeyCheck(List<HostKey> trusted, List<String> types) {
        this.trusted = trusted;
        this.types = types;
    }

    /// Accepts the trusted keys only. Their types are asked for first, or a host with keys of several types
    /// might show one that nobody has looked at.
    static HostKeyCheck against(List<HostKey> trusted) {
        List<String> types = Stream.concat(trusted.stream().map(HostKey::type), HostKey.TYPES.stream())
                .distinct()
                .toList();
        return new HostKeyCheck(trusted, types);
    }

    /// Asks for a key of one type, looks at it, and accepts none.
    static HostKeyCheck looking(String type) {
        return new HostKeyCheck(List.of(), List.of(type));
    }

    AttributeRepository asContext() {
        return AttributeRepository.ofKeyValuePair(KEY, this);
    }

    void propose(Map<KexProposalOption, String> proposal) {
        String algorithms = types.stream()
                .map(type -> type.equals("ssh-rsa") ? "rsa-sha2-512,rsa-sha2-256" : type)
                .collect(Collectors.joining(","));
        proposal.put(KexProposalOption.SERVERKEYS, algorithms);
    }

    boolean accepts(PublicKey key) {
        HostKey seen = HostKey.of(key);
        shown = seen;
        return trusted.contains(seen);
    }

    Optional<HostKey> shown() {
        return Optional.ofNullable(shown);
    }

    /// The problem of a host that showed a key which is not trusted; empty when its key was accepted or never
    /// seen.
    Optional<ProblemException> refusal(SshLogin login) {
        HostKey seen = shown;
        if (seen == null || trusted.contains(seen)) {
            return Optional.empty();
        }
        ProblemException problem = trusted.isEmpty()
                ? new ProblemException(
                        ProblemType.HOST_KEY_UNKNOWN,
                        "No key of %s is trusted; it shows %s %s"
                                .formatted(login.hostName(), seen.type(), seen.fingerprint()))
                : new ProblemException(
                        ProblemType.HOST_KEY_CHANGED,
                        "%s shows %s %s, trusted is %s"
                                .formatted(
                                        login.hostName(),
                                        seen.type(),
                                        seen.fingerprint(),
                                        trusted.stream()
                                                .map(HostKey::fingerprint)
                                                .collect(Collectors.joining(", "))));
        return Optional.of(problem.with("fingerprint", seen.fingerprint()));
    }
}

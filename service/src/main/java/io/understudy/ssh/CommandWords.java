package io.understudy.ssh;

import io.understudy.secret.Secret;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A command as people may see it: on one line, shortened, and without any secret of the login.
final class CommandWords {
    private static final int LONGEST_WORD = 160;
    private static final int LONGEST_MESSAGE = 600;

    private CommandWords() {}

    static String of(RemoteCommand command, SshLogin login) {
        String words = command.argv().stream()
                .map(word -> shortened(masked(word, login)))
                .collect(Collectors.joining(" "));
        String user = command.runAs();
        return user == null || user.equals(login.user()) ? words : user + ": " + words;
    }

    /// The end of what a command said as an error, on one line.
    static String said(String stderr, SshLogin login) {
        String text =
                masked(stderr.strip(), login).replaceAll("\\s*\\R\\s*", " | ").replaceAll("\\p{Cntrl}", "?");
        return text.length() > LONGEST_MESSAGE ? "…" + text.substring(text.length() - LONGEST_MESSAGE) : text;
    }

    private static String masked(String word, SshLogin login) {
        Stream<Secret> secrets = switch (login.authentication()) {
            case SshAuthentication.PrivateKey(var text, var passphrase) ->
                Stream.concat(Stream.of(text), Stream.ofNullable(passphrase));
            case SshAuthentication.Password(var password) -> Stream.of(password);
        };
        return Stream.concat(secrets, Stream.ofNullable(login.sudoPassword()))
                .map(Secret::value)
                .reduce(word, (text, secret) -> text.replace(secret, "***"));
    }

    /// The first line without control characters, which could steer a terminal.
    private static String shortened(String word) {
        String line = word.lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", "?");
        String begin = line.length() > LONGEST_WORD ? line.substring(0, LONGEST_WORD) : line;
        return begin.length() < word.length() ? begin + "…" : begin;
    }
}

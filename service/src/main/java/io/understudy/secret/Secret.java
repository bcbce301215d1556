package io.understudy.secret;

/// A password, passphrase or private key in clear. Printing or logging it shows nothing.
///
/// @param value the clear text; never empty
public record Secret(String value) {
    public Secret {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("a secret has at least one character");
        }
    }

    @Override
    public String toString() {
        return "Secret[hidden]";
    }
}

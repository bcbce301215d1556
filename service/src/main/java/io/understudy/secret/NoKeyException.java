package io.understudy.secret;

/// The service cannot start: without the right key it could neither read nor keep a secret.
final class NoKeyException extends RuntimeException {
    NoKeyException(String message) {
        super(message);
    }
}

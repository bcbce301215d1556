package io.understudy.secret;

/// The service cannot start: without the right key it could neither read nor keep a secret.
final class NoKeyException extends RuntimeException {
    NoKeyException(String message) {
        // Without its stack, so that the message is what the operator sees at the end of the log.
        super(message, null, false, false);
    }
}

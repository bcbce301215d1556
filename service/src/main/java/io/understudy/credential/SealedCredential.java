package io.understudy.credential;

import org.jspecify.annotations.Nullable;

/// The secret parts of a credential as they are stored.
@SuppressWarnings("ArrayRecordComponent") // a row that is opened at once and never compared
record SealedCredential(CredentialKind kind, byte[] closed, byte @Nullable [] closedPassphrase) {}

CREATE TABLE credential (
    id                text        PRIMARY KEY,
    name              text        NOT NULL UNIQUE,
    kind              text        NOT NULL CHECK (kind IN ('SSH_PRIVATE_KEY', 'SSH_PASSWORD', 'SUDO_PASSWORD')),
    sealed            bytea       NOT NULL,
    sealed_passphrase bytea,
    public_key        text,
    fingerprint       text,
    created_at        timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN credential.sealed IS 'The private key or the password, sealed with the key that is not in the store';

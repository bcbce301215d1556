CREATE TABLE access_token (
    id           uuid        PRIMARY KEY,
    name         text        NOT NULL UNIQUE,
    role         text        NOT NULL CHECK (role IN ('VIEWER', 'OPERATOR', 'ADMIN')),
    secret_hash  bytea       NOT NULL UNIQUE,
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz,
    last_used_at timestamptz
);
COMMENT ON COLUMN access_token.secret_hash IS 'SHA-256 of the token; the token itself is random, so it needs no salt';

CREATE TABLE idempotent_request (
    key_hash   bytea       PRIMARY KEY,
    body_mac   text        NOT NULL,
    status     integer     NOT NULL,
    headers    jsonb       NOT NULL,
    body       text,
    created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE idempotent_request IS 'Answers kept for 24 hours, so that a repeated request gets the first answer again';
COMMENT ON COLUMN idempotent_request.key_hash IS 'SHA-256 of caller, method, path and Idempotency-Key';
COMMENT ON COLUMN idempotent_request.body_mac IS 'HMAC-SHA-256 of query and body under the Idempotency-Key, which is not stored: a weak password in a body cannot be guessed from it';
CREATE INDEX idempotent_request_created_at ON idempotent_request (created_at);

CREATE TABLE secret_key_check (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    sealed   bytea   NOT NULL
);
COMMENT ON TABLE secret_key_check IS 'A known text sealed at the first start; a service with another key does not start';

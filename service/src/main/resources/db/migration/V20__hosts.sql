CREATE TABLE host (
    id                 text        PRIMARY KEY,
    name               text        NOT NULL UNIQUE,
    address            text        NOT NULL,
    port               integer     NOT NULL CHECK (port BETWEEN 1 AND 65535),
    login_user         text        NOT NULL,
    credential_id      text        NOT NULL REFERENCES credential,
    sudo_credential_id text        REFERENCES credential,
    trusted_key        jsonb,
    facts              jsonb,
    probed_at          timestamptz,
    created_at         timestamptz NOT NULL DEFAULT now(),
    CHECK ((facts IS NULL) = (probed_at IS NULL))
);
COMMENT ON COLUMN host.trusted_key IS 'void as soon as address or port change';
CREATE INDEX host_credential_id ON host (credential_id);
CREATE INDEX host_sudo_credential_id ON host (sudo_credential_id);

-- The list that a cluster keeps. What a step names must stay as long as it is named.
CREATE TABLE cut_over_step (
    cluster_id     text NOT NULL REFERENCES cluster ON DELETE CASCADE,
    ordinal        integer NOT NULL,
    host_id        text REFERENCES host,
    credential_id  text REFERENCES credential,
    step           jsonb NOT NULL,
    PRIMARY KEY (cluster_id, ordinal)
);
CREATE INDEX cut_over_step_host_id ON cut_over_step (host_id);
CREATE INDEX cut_over_step_credential_id ON cut_over_step (credential_id);

ALTER TABLE credential DROP CONSTRAINT credential_kind_check;
ALTER TABLE credential ADD CONSTRAINT credential_kind_check
    CHECK (kind IN ('SSH_PRIVATE_KEY', 'SSH_PASSWORD', 'SUDO_PASSWORD', 'SECRET_VALUE'));

-- A step may work on a host that is neither the primary's nor the standby's.
ALTER TABLE job_step ALTER COLUMN side DROP NOT NULL;

CREATE TABLE cluster (
    id                    text PRIMARY KEY,
    name                  text NOT NULL UNIQUE,
    -- From pg_control_system(): the same on every node of the cluster, and on no other.
    system_identifier     text NOT NULL UNIQUE,
    version               text NOT NULL,
    created_at            timestamptz NOT NULL DEFAULT now(),
    -- Sealed. Made by us at the first setup; absent before.
    replication_password  bytea
);

CREATE TABLE node (
    id              text PRIMARY KEY,
    cluster_id      text NOT NULL REFERENCES cluster ON DELETE CASCADE,
    host_id         text NOT NULL REFERENCES host,
    instance        text NOT NULL,
    port            integer NOT NULL,
    data_directory  text NOT NULL,
    -- As declared or last made so by a job; what it is now is read from the instance.
    role            text NOT NULL CHECK (role IN ('PRIMARY', 'STANDBY')),
    slot            text,
    created_at      timestamptz NOT NULL DEFAULT now(),
    -- Two majors on one host may both have an instance called main.
    UNIQUE (host_id, data_directory)
);
CREATE UNIQUE INDEX node_one_primary ON node (cluster_id) WHERE role = 'PRIMARY';

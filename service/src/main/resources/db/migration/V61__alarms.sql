CREATE TABLE alarm (
    id                text PRIMARY KEY,
    cluster_id        text NOT NULL REFERENCES cluster ON DELETE CASCADE,
    -- What it is about besides the cluster; empty when that is all.
    node_id           text NOT NULL,
    code              text NOT NULL,
    problem           jsonb NOT NULL,
    raised_at         timestamptz NOT NULL,
    cleared_at        timestamptz,
    acknowledged_at   timestamptz,
    acknowledged_by   text,
    comment           text,
    muted_until_at    timestamptz
);
CREATE UNIQUE INDEX alarm_open ON alarm (cluster_id, node_id, code) WHERE cleared_at IS NULL;
CREATE INDEX alarm_of_cluster ON alarm (cluster_id, id DESC);

-- A cluster without a row has the usual thresholds.
CREATE TABLE lag_threshold (
    cluster_id   text PRIMARY KEY REFERENCES cluster ON DELETE CASCADE,
    lag_bytes    bigint,
    lag_seconds  double precision,
    for_seconds  integer NOT NULL
);

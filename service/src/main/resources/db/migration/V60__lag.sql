-- The replicas that sample. One that gives no sign of life is removed, and with it what it held.
CREATE TABLE lag_sampler (
    name     text PRIMARY KEY,
    seen_at  timestamptz NOT NULL
);

-- Each cluster is sampled by one replica.
CREATE TABLE lag_lease (
    cluster_id  text PRIMARY KEY REFERENCES cluster ON DELETE CASCADE,
    sampler     text NOT NULL REFERENCES lag_sampler ON DELETE CASCADE
);
CREATE INDEX lag_lease_of_sampler ON lag_lease (sampler);

-- The newest sample of each cluster, whole. Room on each page keeps its many updates out of the index.
CREATE TABLE lag_newest (
    cluster_id   text PRIMARY KEY REFERENCES cluster ON DELETE CASCADE,
    measured_at  timestamptz NOT NULL,
    sample       jsonb NOT NULL
) WITH (fillfactor = 50);

-- Every sample: a row for each standby and minute, to which each sample adds one element of every array, NULL where
-- nothing was measured. A day of one standby is 1,440 rows instead of 17,280, so that reading it is fast however
-- many others there are.
-- Partitions of an hour. No reference to node: dropping a partition is all the cleaning there is.
CREATE TABLE lag_minute (
    node_id           text NOT NULL,
    minute            timestamptz NOT NULL,
    -- The end of the primary's WAL at the first sample of the minute; NULL when it was not measured.
    end_lsn           pg_lsn,
    measured_at       timestamptz[] NOT NULL,
    flushed_bytes     bigint[] NOT NULL,
    flushed_seconds   real[] NOT NULL,
    replayed_bytes    bigint[] NOT NULL,
    replayed_seconds  real[] NOT NULL,
    PRIMARY KEY (node_id, minute)
) PARTITION BY RANGE (minute);

-- What is left of them in the long run: a row for each standby, stage and five minutes. Partitions of a day.
CREATE TABLE lag_thinned (
    node_id          text NOT NULL,
    stage            text NOT NULL,
    at               timestamptz NOT NULL,
    samples          integer NOT NULL,
    bytes_samples    integer NOT NULL,
    bytes_min        bigint,
    bytes_max        bigint,
    bytes_sum        double precision,
    bytes_p95        bigint,
    seconds_samples  integer NOT NULL,
    seconds_min      real,
    seconds_max      real,
    seconds_sum      double precision,
    seconds_p95      real,
    PRIMARY KEY (node_id, stage, at)
) PARTITION BY RANGE (at);

-- Up to where samples have been thinned.
CREATE TABLE lag_thinned_to (
    only_row  boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    at        timestamptz NOT NULL
);
INSERT INTO lag_thinned_to (at) VALUES (date_bin('5 min', now(), 'epoch'));

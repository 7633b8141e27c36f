CREATE TABLE IF NOT EXISTS faultcode_keys (
    name bytea PRIMARY KEY,
    scope bytea NOT NULL,
    id bytea NOT NULL,
    key text NOT NULL,
    made timestamptz,
    created timestamptz NOT NULL,
    digest bytea NOT NULL,
    maker bytea NOT NULL,
    finished bool NOT NULL,
    noted timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended timestamptz
);
CREATE TABLE IF NOT EXISTS faultcode_claims (
    token bytea PRIMARY KEY,
    name bytea NOT NULL REFERENCES faultcode_keys (name) ON DELETE CASCADE,
    taken timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX IF NOT EXISTS faultcode_claims_name ON faultcode_claims (name);
CREATE INDEX IF NOT EXISTS faultcode_keys_open ON faultcode_keys (noted) WHERE NOT finished;
CREATE INDEX IF NOT EXISTS faultcode_keys_ended ON faultcode_keys (ended) WHERE finished;

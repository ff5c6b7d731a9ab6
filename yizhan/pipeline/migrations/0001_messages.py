"""Messages, their keys, the queue, results, receipts, faults and the exchange with customs."""

from django.db import migrations

from yizhan.store import schema

TABLES = """
CREATE TABLE message (
    zone smallint NOT NULL, id bigint NOT NULL, sender integer NOT NULL, door text NOT NULL,
    key text NOT NULL, digest bytea NOT NULL, sm3 bytea NOT NULL, kind text NOT NULL,
    wrapped boolean NOT NULL, size integer NOT NULL, sealed bytea NOT NULL,
    PRIMARY KEY (zone, id)
) PARTITION BY RANGE (id);
-- Sealed bytes do not shrink; trying costs a millisecond a message.
ALTER TABLE message ALTER COLUMN sealed SET STORAGE EXTERNAL;

CREATE TABLE message_key (
    zone smallint NOT NULL, sender integer NOT NULL, key text NOT NULL, digest bytea NOT NULL,
    message bigint NOT NULL,
    PRIMARY KEY (zone, sender, key), UNIQUE (zone, sender, digest)
) PARTITION BY HASH (zone);

CREATE TABLE inbox (
    zone smallint NOT NULL, message bigint NOT NULL, attempts smallint NOT NULL DEFAULT 0,
    not_before timestamptz NOT NULL DEFAULT '-infinity',
    PRIMARY KEY (zone, message)
) WITH (autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 2000);

CREATE TABLE message_result (
    zone smallint NOT NULL, message bigint NOT NULL, sender integer NOT NULL,
    at timestamptz NOT NULL, kind text NOT NULL, documents integer NOT NULL,
    accepted integer NOT NULL, rejected integer NOT NULL, faults jsonb NOT NULL,
    PRIMARY KEY (zone, message)
) PARTITION BY RANGE (message);

CREATE TABLE receipt (
    zone smallint NOT NULL, id bigint NOT NULL, sender integer NOT NULL, at timestamptz NOT NULL,
    kind text NOT NULL, message bigint NOT NULL, status text NOT NULL, code text NOT NULL,
    zh text NOT NULL, en text NOT NULL, documents bigint[] NOT NULL,
    tx xid8 NOT NULL DEFAULT pg_current_xact_id(),
    PRIMARY KEY (zone, id)
) PARTITION BY RANGE (id);
CREATE INDEX receipt_sender ON receipt (zone, sender, tx, id);
CREATE INDEX receipt_message ON receipt (zone, message);

CREATE TABLE fault (
    zone smallint NOT NULL, id bigint NOT NULL, message bigint NOT NULL,
    document bigint, position integer NOT NULL, trade bigint, sender integer NOT NULL,
    code text NOT NULL, place text NOT NULL, zh text NOT NULL, en text NOT NULL,
    rule text NOT NULL, compared jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (zone, id)
) PARTITION BY RANGE (id);
CREATE INDEX fault_trade ON fault (zone, trade) WHERE trade IS NOT NULL;
CREATE INDEX fault_message ON fault (zone, message);

CREATE TABLE release_queue (
    zone smallint NOT NULL, trade bigint NOT NULL, list bigint NOT NULL,
    message bigint NOT NULL, position smallint NOT NULL, sender integer NOT NULL,
    signed boolean NOT NULL, ready boolean NOT NULL, since timestamptz NOT NULL,
    PRIMARY KEY (zone, trade)
);

CREATE TABLE dxp_message (
    zone smallint NOT NULL, id bigint NOT NULL, direction text NOT NULL,
    cop_msg_id text NOT NULL, kind text NOT NULL, sealed bytea NOT NULL, state text NOT NULL,
    attempts integer NOT NULL DEFAULT 0, next_at timestamptz, note text NOT NULL DEFAULT '',
    PRIMARY KEY (zone, id)
) PARTITION BY RANGE (id);
CREATE INDEX dxp_message_next ON dxp_message (zone, next_at) WHERE next_at IS NOT NULL;

CREATE TABLE dxp_key (
    zone smallint NOT NULL, direction text NOT NULL, cop_msg_id text NOT NULL,
    dxp bigint NOT NULL,
    PRIMARY KEY (zone, direction, cop_msg_id)
) PARTITION BY HASH (zone);

CREATE TABLE dxp_item (
    zone smallint NOT NULL, dxp bigint NOT NULL, position smallint NOT NULL,
    trade bigint NOT NULL, list bigint NOT NULL,
    PRIMARY KEY (zone, dxp, position)
) PARTITION BY RANGE (dxp);
"""

OWN = "sender = (SELECT yizhan_firm())"

SECURED = "".join(
    (
        schema.protect("message", portal=OWN),
        schema.monthly("message"),
        schema.protect("message_key", portal=OWN),
        schema.hashed("message_key"),
        schema.protect("inbox"),
        schema.protect("message_result", portal=OWN),
        schema.monthly("message_result", key="message"),
        schema.protect("receipt", portal=OWN),
        schema.monthly("receipt"),
        schema.protect(
            "fault",
            portal=f"{OWN} OR (SELECT true FROM trade_party AS party"  # noqa: S608 -- our own words
            " WHERE party.zone = fault.zone AND party.trade = fault.trade"
            " AND party.firm = (SELECT yizhan_firm()))",
        ),
        schema.monthly("fault"),
        schema.protect("release_queue"),
        schema.protect("dxp_message"),
        schema.monthly("dxp_message"),
        schema.protect("dxp_key"),
        schema.hashed("dxp_key"),
        schema.protect("dxp_item"),
        schema.monthly("dxp_item", key="dxp"),
    )
)


class Migration(migrations.Migration):
    """Creates empty tables; nothing running is touched."""

    dependencies = [("store", "0001_functions"), ("trade", "0001_trades")]
    operations = [migrations.RunSQL(TABLES + SECURED, migrations.RunSQL.noop)]

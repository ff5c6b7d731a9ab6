"""Balances and transfers (D10)."""

from django.db import migrations

from yizhan.store import schema

TABLES = """
CREATE TABLE ledger_balance (
    zone smallint NOT NULL,
    book smallint NOT NULL,
    holder bytea NOT NULL,
    period integer NOT NULL,
    account smallint NOT NULL,
    amount numeric(19,5) NOT NULL,
    -- Never negative unless somebody says so.
    floor numeric(19,5) DEFAULT 0,
    cap numeric(19,5),
    PRIMARY KEY (zone, book, holder, period, account),
    CONSTRAINT ledger_balance_floor CHECK (amount >= floor),
    CONSTRAINT ledger_balance_cap CHECK (amount <= cap)
) PARTITION BY HASH (zone);

CREATE TABLE ledger_transfer (
    zone smallint NOT NULL,
    id bigint NOT NULL,
    book smallint NOT NULL,
    holder bytea NOT NULL,
    period integer NOT NULL,
    debit smallint NOT NULL,
    credit smallint NOT NULL,
    amount numeric(19,5) NOT NULL CHECK (amount > 0),
    unit text NOT NULL,
    reference bigint NOT NULL,
    rule text NOT NULL,
    PRIMARY KEY (zone, id),
    CONSTRAINT ledger_transfer_moves CHECK (debit <> credit)
) PARTITION BY RANGE (id);
CREATE INDEX ledger_transfer_reference ON ledger_transfer (zone, reference);
"""
APPEND = {"portal": "select", "pipeline": "select, insert", "jobs": "select, insert"}
KEEP = dict.fromkeys(("pipeline", "jobs"), "select, insert, update") | {"portal": "select"}
SECURED = "".join(
    (
        # A person's quota is no firm's business, even as a hash: offices alone may look.
        schema.protect("ledger_balance", grants=KEEP),
        schema.hashed("ledger_balance", fillfactor=70),
        schema.protect("ledger_transfer", grants=APPEND),
        schema.monthly("ledger_transfer"),
    )
)


class Migration(migrations.Migration):
    """Creates empty tables; nothing running is touched."""

    initial = True
    dependencies = [("store", "0001_functions")]
    operations = [migrations.RunSQL(TABLES + SECURED, migrations.RunSQL.noop)]

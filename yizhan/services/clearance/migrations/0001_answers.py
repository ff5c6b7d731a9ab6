"""What customs said of each list, every answer kept as it came."""

from django.db import migrations

from yizhan.store import schema

TABLES = """
CREATE TABLE customs_answer (
    zone smallint NOT NULL, id bigint NOT NULL, trade bigint NOT NULL, list bigint NOT NULL,
    status text NOT NULL, return_time text NOT NULL, code text NOT NULL, info text NOT NULL,
    pre_no text, invt_no text, dxp bigint NOT NULL,
    PRIMARY KEY (zone, id)
) PARTITION BY RANGE (id);
CREATE INDEX customs_answer_trade ON customs_answer (zone, trade);

CREATE TABLE customs_answer_key (
    zone smallint NOT NULL, list bigint NOT NULL, status text NOT NULL,
    return_time text NOT NULL, answer bigint NOT NULL,
    PRIMARY KEY (zone, list, status, return_time)
) PARTITION BY HASH (zone);

CREATE TABLE list_key (
    zone smallint NOT NULL, agent_code text NOT NULL, cop_no text NOT NULL,
    trade bigint NOT NULL, list bigint NOT NULL,
    PRIMARY KEY (zone, agent_code, cop_no)
) PARTITION BY HASH (zone);
"""

SECURED = "".join(
    (
        schema.protect(
            "customs_answer",
            portal="(SELECT true FROM trade_party AS party"
            " WHERE party.zone = customs_answer.zone"
            " AND party.firm = (SELECT yizhan_firm()) AND party.trade = customs_answer.trade)",
        ),
        schema.monthly("customs_answer"),
        schema.protect("customs_answer_key"),
        schema.hashed("customs_answer_key"),
        schema.protect("list_key"),
        schema.hashed("list_key"),
    )
)


class Migration(migrations.Migration):
    """Creates empty tables; nothing running is touched."""

    dependencies = [("store", "0001_functions"), ("trade", "0001_trades")]
    operations = [migrations.RunSQL(TABLES + SECURED, migrations.RunSQL.noop)]

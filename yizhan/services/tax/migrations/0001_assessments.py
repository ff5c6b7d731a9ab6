"""Assessments: what each list owes, line by line, with the rules that said so."""

from django.db import migrations

from yizhan.store import schema

TABLES = """
CREATE TABLE assessment (
    zone smallint NOT NULL, list bigint NOT NULL, trade bigint NOT NULL, day date NOT NULL,
    treatment smallint NOT NULL, value numeric(24,5) NOT NULL, duty numeric(24,2) NOT NULL,
    consumption numeric(24,2) NOT NULL, vat numeric(24,2) NOT NULL, total numeric(24,2) NOT NULL,
    gnum integer[] NOT NULL, gcode text[] NOT NULL, gname text[] NOT NULL,
    line_value numeric[] NOT NULL, line_duty numeric[] NOT NULL,
    line_consumption numeric[] NOT NULL, line_vat numeric[] NOT NULL,
    vat_rate numeric[] NOT NULL, consumption_rate numeric[] NOT NULL, rules text[] NOT NULL,
    PRIMARY KEY (zone, list)
) PARTITION BY RANGE (list);
"""

SECURED = schema.protect(
    "assessment",
    portal="(SELECT true FROM trade_party AS party WHERE party.zone = assessment.zone"
    " AND party.firm = (SELECT yizhan_firm()) AND party.trade = assessment.trade)",
) + schema.monthly("assessment", key="list")


class Migration(migrations.Migration):
    """Creates an empty table; nothing running is touched."""

    dependencies = [("store", "0001_functions"), ("trade", "0001_trades")]
    operations = [migrations.RunSQL(TABLES + SECURED, migrations.RunSQL.noop)]

"""Trades and the keys at which their documents meet (D2, D3, D7)."""

from django.db import migrations

from yizhan.store import schema

TABLES = """
CREATE TABLE trade_party (
    zone smallint NOT NULL, firm integer NOT NULL, trade bigint NOT NULL,
    PRIMARY KEY (zone, firm, trade)
) PARTITION BY RANGE (trade);

-- Order, payment and list meet here; the facts that are compared stand in the row itself.
CREATE TABLE trade (
    zone smallint NOT NULL, ebp_code text NOT NULL, order_no text NOT NULL,
    id bigint NOT NULL, state smallint NOT NULL, state_at timestamptz NOT NULL,
    due_at timestamptz, codes text[] NOT NULL DEFAULT '{}',
    reserved numeric(24,5) NOT NULL DEFAULT 0,
    reserved_holder bytea, reserved_period integer,
    trade_mode text, customs_code text, customs_status text, customs_time text, invt_no text,
    order_id bigint, order_app_time text, order_ebc text, order_pay_code text,
    order_pay_number text, order_paid numeric(24,5), order_goods numeric(24,5),
    order_freight numeric(24,5), order_discount numeric(24,5), order_tax numeric(24,5),
    order_buyer bytea, order_buyer_name bytea, order_consignee bytea, order_phone bytea,
    order_address bytea, order_lines bigint, order_sender integer, order_message bigint,
    payment_id bigint, payment_app_time text, payment_pay_code text, payment_number text,
    payment_paid numeric(24,5), payment_payer bytea, payment_payer_name bytea,
    payment_sender integer, payment_message bigint,
    waybill_id bigint,
    list_id bigint, list_app_time text, list_ebc text, list_agent text,
    list_logistics_code text, list_logistics_no text, list_buyer bytea, list_buyer_name bytea,
    list_address bytea, list_lines bigint, list_goods numeric(24,5), list_value numeric(24,5),
    list_tax numeric(24,5), list_treatment smallint, list_pieces numeric(24,5),
    list_gross numeric(24,5), list_freight numeric(24,5), list_insured numeric(24,5),
    list_day date, list_codes text, list_signed boolean, list_sender integer,
    list_message bigint, list_position smallint,
    PRIMARY KEY (zone, ebp_code, order_no)
) PARTITION BY HASH (zone);
CREATE UNIQUE INDEX trade_id ON trade (zone, id);
CREATE INDEX trade_due ON trade (zone, due_at) WHERE due_at IS NOT NULL;

CREATE TABLE waybill_key (
    zone smallint NOT NULL, logistics_code text NOT NULL, logistics_no text NOT NULL,
    waybill_id bigint, app_time text, order_no text, consignee bytea, phone bytea,
    address bytea, weight numeric(24,5), freight numeric(24,5), insured numeric(24,5),
    sender integer, message bigint,
    list_ebp text, list_order text,
    PRIMARY KEY (zone, logistics_code, logistics_no)
) PARTITION BY HASH (zone);

-- Trades that a later batch must look at, because this one could not lock them in order.
CREATE TABLE revisit (
    zone smallint NOT NULL, ebp_code text NOT NULL, order_no text NOT NULL,
    PRIMARY KEY (zone, ebp_code, order_no)
);

CREATE TABLE payment_key (
    zone smallint NOT NULL, pay_code text NOT NULL, payment_number text NOT NULL,
    ebp_code text NOT NULL, order_no text NOT NULL,
    PRIMARY KEY (zone, pay_code, payment_number)
) PARTITION BY HASH (zone);
"""

# A scalar question where EXISTS would read better: EXISTS the planner may answer by hashing all
# trades that a firm ever had (measured: seconds with a million), this one only by the key.
SEEN = (
    "(SELECT true FROM trade_party AS party WHERE party.zone = trade.zone"
    " AND party.firm = (SELECT yizhan_firm()) AND party.trade = trade.id)"
)

SECURED = "".join(
    (
        schema.protect("trade_party", portal="firm = (SELECT yizhan_firm())"),
        schema.monthly("trade_party", key="trade"),
        schema.protect("trade", portal=SEEN),
        schema.hashed("trade", fillfactor=60),
        schema.protect(
            "waybill_key",
            portal="sender = (SELECT yizhan_firm())"
            " OR (SELECT true FROM trade WHERE trade.zone = waybill_key.zone"
            " AND trade.ebp_code = waybill_key.list_ebp"
            " AND trade.order_no = waybill_key.list_order)",
        ),
        schema.hashed("waybill_key", fillfactor=70),
        schema.protect("revisit"),
        schema.protect(
            "payment_key",
            portal="(SELECT true FROM trade"
            " WHERE trade.zone = payment_key.zone"
            " AND trade.ebp_code = payment_key.ebp_code"
            " AND trade.order_no = payment_key.order_no)",
        ),
        schema.hashed("payment_key"),
    )
)


class Migration(migrations.Migration):
    """Creates empty tables; nothing running is touched."""

    dependencies = [("store", "0001_functions")]
    operations = [migrations.RunSQL(TABLES + SECURED, migrations.RunSQL.noop)]

"""The message types: every one of them, by its name."""

from collections.abc import Mapping
from types import MappingProxyType

from yizhan.ceb import (
    ceb213_return,
    ceb214_return_receipt,
    ceb215_return_tally,
    ceb216_return_tally_receipt,
    ceb303_order,
    ceb304_order_receipt,
    ceb311_order,
    ceb312_order_receipt,
    ceb403_receipts,
    ceb404_receipts_receipt,
    ceb411_payment,
    ceb412_payment_receipt,
    ceb505_waybill,
    ceb506_waybill_receipt,
    ceb507_arrival,
    ceb508_arrival_receipt,
    ceb509_departure,
    ceb510_departure_receipt,
    ceb511_waybill,
    ceb512_waybill_receipt,
    ceb513_waybill_status,
    ceb514_waybill_status_receipt,
    ceb603_inventory,
    ceb604_inventory_receipt,
    ceb605_cancellation,
    ceb606_cancellation_receipt,
    ceb607_master_list,
    ceb608_master_list_receipt,
    ceb621_inventory,
    ceb622_inventory_receipt,
    ceb623_cancellation,
    ceb624_cancellation_receipt,
    ceb625_return,
    ceb626_return_receipt,
    ceb701_summary,
    ceb702_summary_receipt,
    ceb711_warehouse_entry,
    ceb712_warehouse_entry_receipt,
    ceb792_summary_result,
    ceb816_tax,
    ceb818_tax_status,
    ceb900_format_receipt,
)
from yizhan.ceb.declare import Message

_MODULES = (
    ceb213_return,
    ceb214_return_receipt,
    ceb215_return_tally,
    ceb216_return_tally_receipt,
    ceb303_order,
    ceb304_order_receipt,
    ceb311_order,
    ceb312_order_receipt,
    ceb403_receipts,
    ceb404_receipts_receipt,
    ceb411_payment,
    ceb412_payment_receipt,
    ceb505_waybill,
    ceb506_waybill_receipt,
    ceb507_arrival,
    ceb508_arrival_receipt,
    ceb509_departure,
    ceb510_departure_receipt,
    ceb511_waybill,
    ceb512_waybill_receipt,
    ceb513_waybill_status,
    ceb514_waybill_status_receipt,
    ceb603_inventory,
    ceb604_inventory_receipt,
    ceb605_cancellation,
    ceb606_cancellation_receipt,
    ceb607_master_list,
    ceb608_master_list_receipt,
    ceb621_inventory,
    ceb622_inventory_receipt,
    ceb623_cancellation,
    ceb624_cancellation_receipt,
    ceb625_return,
    ceb626_return_receipt,
    ceb701_summary,
    ceb702_summary_receipt,
    ceb711_warehouse_entry,
    ceb712_warehouse_entry_receipt,
    ceb792_summary_result,
    ceb816_tax,
    ceb818_tax_status,
    ceb900_format_receipt,
)

MESSAGES: Mapping[str, Message] = MappingProxyType(
    {module.MESSAGE.type: module.MESSAGE for module in _MODULES}
)

STEMS: Mapping[str, str] = MappingProxyType(
    {module.MESSAGE.type: module.__name__.rpartition(".")[2] for module in _MODULES}
)
"""The name of each type's module, which is also the name of its document table."""

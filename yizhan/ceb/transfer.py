"""What stands around the documents of a request: who transmits it, and who else is told."""

from yizhan.ceb.declare import Entity, text

BASE_TRANSFER = Entity(
    name="BaseTransfer",
    fields=(
        text("copCode", "传输企业代码", "Transmitting firm code", "1..18", codes="firm"),
        text("copName", "传输企业名称", "Transmitting firm name", "0..100"),
        text("dxpMode", "报文传输模式", "Way of transmission", "=3", values=("DXP",)),
        text("dxpId", "报文传输编号", "DXP id", "0..30"),
        text("note", "备注", "Note", "0..1000", optional=True),
    ),
)

BASE_SUBSCRIBE = Entity(
    name="BaseSubscribe",
    fields=(
        text("status", "订阅状态", "What is delivered", "0..100"),
        text("dxpMode", "报文传输模式", "Way of transmission", "=3", values=("DXP",)),
        text("dxpAddress", "订阅方传输编号", "DXP id of the subscriber", "0..100"),
        text("note", "备注", "Note", "0..1000", optional=True),
    ),
)

AROUND = {entity.name: entity for entity in (BASE_TRANSFER, BASE_SUBSCRIBE)}

"""The seven stages of the main job, in order. Start reading here.

A message is received (`receive`) by a door and stored before it is answered. A worker (`run`)
claims many messages of one zone at a time and takes them, in one transaction (`batches`), through

1. validate  official schema, codes, calendar, arithmetic, who may send what
2. match     order, payment, waybill and list meet by their keys, whichever comes last
3. assess    treatment and tax of each list, the buyer's yearly quota
4. screen    listed parties, prices, weights, splitting
5. receipt   every document's sender is told
6. release   lists that are ready stand in the queue to customs

after whose commit `release` packs, signs and sends them, and `answers` takes what customs says.
"""

import { expect, test } from "vitest";
import { InitProducerId } from "../../../protocol/schemas/22-init-producer-id.ts";
import { answer, testBroker } from "../../testing/test-broker.ts";
import { initProducerIdHandler } from "./handler.ts";
import { ProducerIds } from "./producer-ids.ts";

const body = { transactionalId: null, transactionTimeoutMs: 0 };

test("ids come one by one from the controller's blocks, the next block before one runs out", async () => {
  let start = 0n;
  const broker = testBroker(
    {},
    {
      controller: () => {
        const producerIdStart = start;
        start += 10n;
        return { errorCode: 0, producerIdStart, producerIdLen: 10 };
      },
    },
  );
  const handler = initProducerIdHandler(new ProducerIds(broker));
  for (let expected = 0n; expected < 25n; expected++) {
    const response = await answer(handler, InitProducerId, 5, body);
    expect(response).toMatchObject({ errorCode: 0, producerId: expected, producerEpoch: 0 });
  }
  expect(broker.requests[0]).toMatchObject({
    api: "AllocateProducerIds",
    body: { brokerId: 1, brokerEpoch: 101n },
  });
});

test("without a controller the producer must ask again", async () => {
  const handler = initProducerIdHandler(new ProducerIds(testBroker({})));
  expect(await answer(handler, InitProducerId, 5, body)).toMatchObject({ errorCode: 14, producerId: -1n });
});

test("transactional ids have no coordinator yet", async () => {
  const handler = initProducerIdHandler(new ProducerIds(testBroker({})));
  expect((await answer(handler, InitProducerId, 5, { ...body, transactionalId: "tx" })).errorCode).toBe(15);
  expect((await answer(handler, InitProducerId, 5, { ...body, transactionalId: "" })).errorCode).toBe(42);
});

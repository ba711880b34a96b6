// acks=0 promises nothing: `send` succeeds as soon as the bytes have left, and nobody ever learns that they were lost.
import { OF_THREE, type Story, values } from "./story.ts";

export const acksZeroLoses: Story = {
  name: "acks-zero-loses",
  title: "acks=0: records are lost in silence",
  ...OF_THREE,
  async play({ producer, say, do: command, wait, until, partition, read, learnt }) {
    const client = producer("producer", { acks: "0" });
    await client.deliver(1, 3);
    await wait(1000);
    say("the leader hangs; for the producer its bytes are sent");
    await command({ kind: "freeze", node: 1 });
    const sent = await client.deliver(4, 5);
    await command({ kind: "kill", node: 1 });
    await until(() => partition().leader !== 1);
    await wait(5000);
    await client.deliver(6);
    await wait(1000);
    const found = await read();
    learnt(
      "records 4 and 5 are gone, and no call of the program failed; not even an offset was known of them",
      sent.errors.length === 0 &&
        sent.offsets.every((offset) => offset === -1) &&
        found.join() === [...values(1, 3), ...values(6, 6)].join(),
    );
  },
};

// min.insync.replicas=2 with two of three replicas dead: the leader rather refuses than promises what it cannot keep.
import { OF_THREE, type Story, values } from "./story.ts";

export const twoOfThreeDead: Story = {
  name: "two-of-three-dead",
  title: "Two of three replicas are dead, and acks=all",
  ...OF_THREE,
  async play({ producer, say, do: command, until, partition, read, learnt }) {
    const client = producer("producer", {
      acks: "all",
      "request.timeout.ms": 5000,
      "delivery.timeout.ms": 10_000,
      "retry.backoff.ms": 2000,
    });
    await client.deliver(1, 5);
    await command({ kind: "kill", node: 2 }, { kind: "kill", node: 3 });
    await until(() => partition().isr.length === 1);
    say(
      "the leader is alone in the ISR: it refuses to write, the producer tries again until its delivery timeout",
    );
    const refused = await client.deliver(6);
    say("what was acknowledged can be read all the time");
    const before = await read();
    say("a second replica is back");
    await command({ kind: "start", node: 2 });
    await until(() => partition().isr.length === 2);
    await client.deliver(7);
    const found = await read();
    learnt(
      "record 6 was refused and the program was told so; records 1 to 5 could be read meanwhile, and writing went on with the second replica",
      refused.errors.length === 1 &&
        before.join() === values(1, 5).join() &&
        found.join() === [...values(1, 5), ...values(7, 7)].join(),
    );
  },
};

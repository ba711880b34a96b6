// acks=1 is the promise of one broker. When that one dies before a follower has fetched, the promise dies with it.
import { OF_THREE, type Story, values } from "./story.ts";

export const acksOneLoses: Story = {
  name: "acks-one-loses",
  title: "acks=1: an acknowledged record is lost",
  ...OF_THREE,
  async play({ producer, say, do: command, until, partition, read, learnt }) {
    const client = producer("producer", { acks: "1" });
    await client.deliver(1, 5);
    say("for a moment the followers do not reach the leader");
    await command({ kind: "cutLink", a: 1, b: 2 }, { kind: "cutLink", a: 1, b: 3 });
    const lost = await client.deliver(6);
    say("the leader has acknowledged, alone; then its power is cut");
    await command({ kind: "kill", node: 1 });
    await command({ kind: "healLink", a: 1, b: 2 }, { kind: "healLink", a: 1, b: 3 });
    await until(() => partition().leader !== 1);
    await client.deliver(7);
    await command({ kind: "start", node: 1 });
    await until(() => partition().isr.length === 3);
    const found = await read();
    learnt(
      "record 6 was acknowledged and is gone, although the election was clean; record 7 has its offset",
      lost.offsets.join() === "5" && found.join() === [...values(1, 5), ...values(7, 7)].join(),
    );
  },
};

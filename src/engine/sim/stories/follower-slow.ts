// A follower that lags delays everybody who waits for the whole ISR, until the leader takes it out.
import { OF_THREE, type Story, values } from "./story.ts";

export const followerSlow: Story = {
  name: "follower-slow",
  title: "A follower is slow, leaves the ISR, and comes back",
  ...OF_THREE,
  properties: { "replica.lag.time.max.ms": "10000" },
  async play({ cluster, producer, say, do: command, until, partition, read, learnt }) {
    const { world } = cluster;
    const client = producer("producer", { acks: "all" });
    const timed = async (number: number): Promise<number> => {
      const startMs = world.nowMs();
      await client.deliver(number);
      return world.nowMs() - startMs;
    };
    const usual = await timed(1);
    await command({ kind: "slowLink", a: 1, b: 3, delayMs: 8000 });
    say("3 is still in the ISR: acks=all waits for it");
    const slow = await timed(2);
    await until(() => !partition().isr.includes(3));
    say("it has not been caught up for replica.lag.time.max.ms: now nobody waits for it");
    const without = await timed(3);
    say("the link is fast again: it catches up and is taken back");
    await command({ kind: "healLink", a: 1, b: 3 });
    await until(() => partition().isr.includes(3));
    await timed(4);
    const found = await read();
    learnt(
      "a slow follower cost acks=all seconds, then its place in the ISR; no record was lost by it",
      usual < 100 && slow > 5000 && without < 100 && found.join() === values(1, 4).join(),
    );
  },
};

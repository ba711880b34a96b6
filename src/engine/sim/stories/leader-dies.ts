// The first story of replication: the leader's power is cut, and what was acknowledged outlives it.
import { OF_THREE, type Story, values } from "./story.ts";

export const leaderDies: Story = {
  name: "leader-dies",
  title: "The leader of a partition dies",
  ...OF_THREE,
  async play({ producer, say, do: command, until, partition, read, learnt }) {
    const client = producer("producer", { acks: "all" });
    await client.deliver(1, 5);
    say("the power of the leader is cut; the producer does not know and sends on");
    await command({ kind: "kill", node: 1 });
    const sending = client.send(6, 8);
    await until(() => sending.outcome !== null);
    say("the old leader comes back, as a follower");
    await command({ kind: "start", node: 1 });
    await until(() => partition().isr.length === 3);
    const found = await read();
    learnt(
      "every acknowledged record is there, once and in order; the producer only had to wait until the session of the dead broker expired",
      sending.outcome!.errors.length === 0 &&
        found.join() === values(1, 8).join() &&
        partition().leader !== 1,
    );
  },
};

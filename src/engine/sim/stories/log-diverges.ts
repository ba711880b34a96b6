// Two leaders wrote at the same offsets. The leader epochs of both logs say where they part, and there the old leader
// cuts: not at its high watermark, which may lag behind.
import type { ReplicaSnapshot } from "../../inspect/snapshot.ts";
import { type Story, values } from "./story.ts";

export const logDiverges: Story = {
  name: "log-diverges",
  title: "A log diverges and is truncated by its epochs",
  replicas: [1, 2, 3],
  // So that a power cut leaves the diverging records on the disk.
  topicConfigs: { "min.insync.replicas": "1", "flush.messages": "1" },
  async play({ producer, say, do: command, wait, until, partition, replica, read, learnt }) {
    const client = producer("producer", { acks: "1" });
    await client.deliver(1, 3);
    await wait(1000);
    await command({ kind: "cutLink", a: 1, b: 2 }, { kind: "cutLink", a: 1, b: 3 });
    await client.deliver(4, 6);
    say(logText(replica(1)));
    await command({ kind: "kill", node: 1 });
    await until(() => partition().leader !== 1);
    await client.deliver(7, 8);
    const next = partition().leader;
    await command({ kind: "healLink", a: 1, b: 2 }, { kind: "healLink", a: 1, b: 3 });
    say("the old leader comes back with records that nobody else has");
    await command({ kind: "start", node: 1 });
    await until(() => partition().isr.length === 3);
    await wait(1000);
    say(logText(replica(1)));
    say(logText(replica(next)));
    const found = await read();
    const epochs = [1, 2, 3].map((id) => JSON.stringify(replica(id).leaderEpochs));
    learnt(
      "all three logs are the same again, epoch for epoch: records 4 to 6 were cut off where epoch 0 ends at the leader",
      new Set(epochs).size === 1 &&
        new Set([1, 2, 3].map((id) => replica(id).logEndOffset)).size === 1 &&
        found.join() === [...values(1, 3), ...values(7, 8)].join(),
    );
  },
};

function logText({ leaderEpochs, highWatermark, logEndOffset, role, leader }: ReplicaSnapshot): string {
  const epochs = leaderEpochs.map(({ epoch, startOffset }) => `${epoch} from ${startOffset}`);
  const whose = role === "leader" ? `the leader ${leader}` : `a follower of ${leader}`;
  return `the log of ${whose}: epochs ${epochs.join(", ")}; high watermark ${highWatermark}, end ${logEndOffset}`;
}

// KIP-966 again, after power cuts: nobody is eligible any more, because a power cut may have taken what was not flushed.
// The controller remembers who led last, and elects that one when it is back; it may have lost the end of its log.
import { type Story, values } from "./story.ts";

export const lastKnownLeader: Story = {
  name: "last-known-leader",
  title: "Every replica had a power cut, and the last known leader comes back (KIP-966)",
  replicas: [1, 2],
  // What is acknowledged is on the disk.
  topicConfigs: { "min.insync.replicas": "2", "flush.messages": "1" },
  async play({ producer, say, do: command, wait, until, partition, read, learnt }) {
    const client = producer("producer", { acks: "all" });
    await client.deliver(1, 3);
    await command({ kind: "kill", node: 2 });
    await until(() => partition().isr.length === 1);
    await command({ kind: "kill", node: 1 });
    await until(() => partition().leader === -1);
    const { elr, lastKnownElr } = partition();
    say(
      "2 comes back first, but its power was cut: nobody knows whether its log is whole, so it is not eligible any more",
    );
    await command({ kind: "start", node: 2 });
    await wait(5000);
    const notYet = partition().leader === -1;
    say("1 led last: it is elected when it is back, unclean by the letter");
    await command({ kind: "start", node: 1 });
    await until(() => partition().leader === 1);
    await until(() => partition().isr.length === 2);
    const found = await read();
    learnt(
      "after power cuts everywhere the last known leader was elected, and no other; what it had flushed is there",
      elr.length === 2 && lastKnownElr.join() === "1" && notYet && found.join() === values(1, 3).join(),
    );
  },
};

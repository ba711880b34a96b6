// KIP-966: a replica that left the ISR when it fell below min.insync.replicas still has all that is committed, because
// the high watermark could not move without it. The controller remembers these, and may elect them.
import type { PartitionSnapshot } from "../../inspect/snapshot.ts";
import { OF_THREE, type Story, values } from "./story.ts";

export const eligibleLeaders: Story = {
  name: "eligible-leaders",
  title: "All replicas are down, and an eligible leader replica comes back first (KIP-966)",
  ...OF_THREE,
  async play({ producer, say, do: command, wait, until, partition, read, learnt }) {
    const client = producer("producer", { acks: "all" });
    await client.deliver(1, 3);
    await command({ kind: "stop", node: 3 });
    const { errors } = await client.deliver(4, 6);
    say(
      "with 2 the ISR falls below min.insync.replicas: from now on nothing can be committed, so 2 stays eligible",
    );
    await command({ kind: "stop", node: 2 });
    await wait(1000);
    const below = partition();
    say(stateText(below));
    await command({ kind: "kill", node: 1 });
    await until(() => partition().leader === -1);
    const none = partition();
    say(stateText(none));
    say("3 comes back: it was not there for records 4 to 6, and may not lead");
    await command({ kind: "start", node: 3 });
    await wait(5000);
    const notYet = partition().leader === -1;
    say(
      "2 comes back; it stopped in order, so its log is whole: it leads although the last leader is still down",
    );
    await command({ kind: "start", node: 2 });
    await until(() => partition().leader === 2);
    await until(() => partition().isr.length === 2);
    const found = await read();
    learnt(
      "2 was elected out of the eligible leader replicas, cleanly and without waiting for 1, with every acknowledged record",
      errors.length === 0 &&
        below.elr.includes(2) &&
        !below.elr.includes(3) &&
        none.isr.length === 0 &&
        notYet &&
        found.join() === values(1, 6).join(),
    );
  },
};

function stateText({ leader, isr, elr, lastKnownElr }: PartitionSnapshot): string {
  return `the controller has: leader ${leader === -1 ? "nobody" : leader}, ISR [${isr.join(" ")}], ELR [${elr.join(" ")}], last known ELR [${lastKnownElr.join(" ")}]`;
}

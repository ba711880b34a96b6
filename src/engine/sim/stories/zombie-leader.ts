// A leader that halts for longer than its session does not know that it was replaced. When it wakes up it still believes
// that it leads: the epoch keeps it from doing harm.
import { OF_THREE, type Story, values } from "./story.ts";

export const zombieLeader: Story = {
  name: "zombie-leader",
  title: "A zombie leader is fenced after a freeze",
  ...OF_THREE,
  async play({ producer, say, do: command, wait, until, partition, replica, read, learnt }) {
    const client = producer("producer", { acks: "all" });
    await client.deliver(1, 3);
    await command({ kind: "freeze", node: 1 });
    say("the record waits in the socket of the frozen broker");
    const sending = client.send(4);
    await until(() => partition().leader !== 1);
    const other = producer("other", { acks: "all" });
    await other.deliver(5, 6);
    say("it wakes up, and still believes that it leads");
    const { role: before } = replica(1);
    await command({ kind: "thaw", node: 1 });
    await until(() => sending.outcome !== null);
    await until(() => partition().isr.length === 3);
    await wait(1000);
    const found = await read();
    const ends = [1, 2, 3].map((id) => replica(id).logEndOffset);
    learnt(
      "the zombie acknowledged nothing: its ISR is that of an epoch that is over. Record 4 is there once, behind 5 and 6, from the new leader",
      before === "leader" &&
        sending.outcome!.errors.length === 0 &&
        new Set(ends).size === 1 &&
        found.join() === [...values(1, 3), ...values(5, 6), ...values(4, 4)].join(),
    );
  },
};

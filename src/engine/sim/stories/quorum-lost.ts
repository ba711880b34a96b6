// Two of three controllers are gone. What needs no decision goes on; what needs one waits: a slow paralysis.
import { OF_THREE, type Story } from "./story.ts";

export const quorumLost: Story = {
  name: "quorum-lost",
  title: "The quorum of controllers is lost",
  ...OF_THREE,
  async play({ cluster, producer, say, do: command, wait, activeController, createTopic, replica, learnt }) {
    const client = producer("producer", { acks: "all" });
    await client.deliver(1, 3);
    const active = activeController()!;
    const other = cluster.spec.nodes.find(({ id, role }) => role === "controller" && id !== active)!.id;
    await command({ kind: "kill", node: active }, { kind: "kill", node: other });
    say("one of three is no majority: it asks, and nobody votes");
    await wait(4000);
    say("the leader of the partition leads on, and its ISR is whole");
    const { errors } = await client.deliver(4, 6);
    say("whatever must be decided is not");
    const answer = await createTopic("never", 5000);
    await command({ kind: "kill", node: 1 });
    const sending = client.send(7);
    await wait(20_000);
    const { leader } = replica(2);
    learnt(
      "without a quorum the partition served until its leader died; then there was nobody to elect another one, and no topic could be made",
      errors.length === 0 && answer !== "NONE" && leader === 1 && sending.outcome === null,
    );
  },
};

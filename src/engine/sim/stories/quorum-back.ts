// One controller comes back, two of three are a majority, and what had waited is decided at once.
import { OF_THREE, type Story, values } from "./story.ts";

export const quorumBack: Story = {
  name: "quorum-back",
  title: "The quorum comes back",
  ...OF_THREE,
  async play(stage) {
    const { cluster, say, do: command, until, activeController } = stage;
    const client = stage.producer("producer", { acks: "all" });
    await client.deliver(1, 3);
    const active = activeController()!;
    const other = cluster.spec.nodes.find(({ id, role }) => role === "controller" && id !== active)!.id;
    await command({ kind: "kill", node: active }, { kind: "kill", node: other });
    say("without a quorum the leader of the partition dies, too");
    await command({ kind: "kill", node: 1 });
    const sending = client.send(4);
    await stage.wait(20_000);
    const waited = sending.outcome === null;
    say("one controller comes back: two of three elect a leader, and that one elects for the partition");
    await command({ kind: "start", node: other });
    await until(() => sending.outcome !== null);
    const found = await stage.read();
    stage.learnt(
      "a majority is enough: a controller is elected, fences the dead broker, elects a leader out of the ISR, and the record that had waited is there",
      waited &&
        sending.outcome!.errors.length === 0 &&
        stage.partition().leader !== 1 &&
        found.join() === values(1, 4).join(),
    );
  },
};

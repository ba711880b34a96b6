// A broker that is stopped in order first gives its leadership away. Compare leader-dies: no session has to expire.
import { OF_THREE, type Story, values } from "./story.ts";

const SOON_MS = 150;

export const controlledShutdown: Story = {
  name: "controlled-shutdown",
  title: "A broker is stopped in order",
  ...OF_THREE,
  async play({ cluster, producer, say, do: command, until, partition, read, learnt }) {
    const { world } = cluster;
    const client = producer("producer", { acks: "all" });
    await client.deliver(1, 3);
    const startMs = world.nowMs();
    await command({ kind: "stop", node: 1 });
    const elected = world.events.find(
      ({ event, atMs }) => event.kind === "leader-elected" && event.topic === "orders" && atMs >= startMs,
    )!;
    const { errors } = await client.deliver(4, 6);
    say("it comes back and recovers nothing: it had flushed everything");
    await command({ kind: "start", node: 1 });
    await until(() => partition().isr.length === 3);
    const found = await read();
    learnt(
      "another leader was there before the broker ended, within milliseconds and without an expired session",
      elected.atMs - startMs < SOON_MS && errors.length === 0 && found.join() === values(1, 6).join(),
    );
  },
};

// Records do not pass through controllers: when the active one dies, producers do not notice, and another one decides.
import { OF_THREE, type Story, values } from "./story.ts";

export const controllerDies: Story = {
  name: "controller-dies",
  title: "The active controller dies",
  ...OF_THREE,
  async play(stage) {
    const { cluster, say, do: command, until, activeController } = stage;
    const client = stage.producer("producer", { acks: "all" });
    await client.deliver(1, 3);
    const first = activeController()!;
    const since = cluster.world.events.length;
    await command({ kind: "kill", node: first });
    say("nobody decides now, and records flow as before");
    const { errors } = await client.deliver(4, 6);
    const undecided = activeController() === null;
    await until(() => activeController() !== null);
    say("another controller decides");
    const answer = await stage.createTopic("later", 10_000);
    await stage.wait(10_000);
    const fenced = cluster.world.events.slice(since).filter(({ event }) => event.kind === "broker-fenced");
    const found = await stage.read();
    stage.learnt(
      "records were acknowledged while there was no controller, another one took over, and it gave every broker a new session: none was fenced",
      undecided &&
        errors.length === 0 &&
        answer === "NONE" &&
        fenced.length === 0 &&
        found.join() === values(1, 6).join(),
    );
  },
};

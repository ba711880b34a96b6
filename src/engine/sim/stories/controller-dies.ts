// Records do not pass through controllers: when the active one dies, producers do not notice, and another one decides.
import { type Story, values } from "./story.ts";

export const controllerDies: Story = {
  name: "controller-dies",
  title: "The active controller dies",
  replicas: [1, 2, 3],
  topicConfigs: { "min.insync.replicas": "2" },
  async play({
    cluster,
    producer,
    say,
    do: command,
    wait,
    until,
    activeController,
    createTopic,
    read,
    learnt,
  }) {
    const client = producer("producer", { acks: "all" });
    await client.deliver(1, 3);
    const first = activeController()!;
    const since = cluster.world.events.length;
    await command({ kind: "kill", node: first });
    say("nobody decides now, and records flow as before");
    const { errors } = await client.deliver(4, 6);
    const undecided = activeController() === null;
    await until(() => activeController() !== null);
    say("another controller decides");
    const answer = await createTopic("later", 10_000);
    await wait(10_000);
    const fenced = cluster.world.events.slice(since).filter(({ event }) => event.kind === "broker-fenced");
    const found = await read();
    learnt(
      "records were acknowledged while there was no controller, another one took over, and it gave every broker a new session: none was fenced",
      undecided &&
        errors.length === 0 &&
        answer === "NONE" &&
        fenced.length === 0 &&
        found.join() === values(1, 6).join(),
    );
  },
};

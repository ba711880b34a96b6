// The active controller is cut off from the two others. For a moment two of them believe that they lead, in different
// epochs; only the one with a majority can commit.
import { OF_THREE, type Story, TOPIC } from "./story.ts";

export const splitBrainRefused: Story = {
  name: "split-brain-refused",
  title: "Split brain is refused",
  ...OF_THREE,
  async play({ cluster, say, do: command, wait, until, activeController, createTopic, learnt }) {
    const old = activeController()!;
    const others = cluster.spec.nodes.flatMap(({ id, role }) =>
      role === "controller" && id !== old ? [id] : [],
    );
    await command(...others.map((b) => ({ kind: "cutLink" as const, a: old, b })));
    say(`${old} still leads, and brokers still reach it; but what it writes, no majority has`);
    await createTopic("during", 5000);
    const isLed = (id: number): boolean => cluster.controller(id)!.state === "leader";
    await until(() => others.some(isLed));
    const next = others.find(isLed)!;
    await until(() => !isLed(old));
    say("the two others have a leader in a higher epoch, the old one has resigned by itself");
    const answer = await createTopic("after", 10_000);
    say("the links are whole again: the old leader learns the epoch and follows");
    await command(...others.map((b) => ({ kind: "healLink" as const, a: old, b })));
    await wait(5000);
    const elected = cluster.world.events.flatMap(({ event, source }) =>
      event.kind === "controller-elected" ? [{ epoch: event.epoch, source }] : [],
    );
    const epochs = new Set(elected.map(({ epoch }) => epoch));
    const topics = [old, ...others].map((id) =>
      cluster
        .controller(id)!
        .topics.map(({ name }) => name)
        .sort()
        .join(),
    );
    learnt(
      "in no epoch there were two leaders, and afterwards all three controllers have the same topics",
      answer === "NONE" &&
        epochs.size === elected.length &&
        cluster.controller(old)!.leaderId === next &&
        new Set(topics).size === 1 &&
        topics[0]!.includes(TOPIC) &&
        topics[0]!.includes("after"),
    );
  },
};

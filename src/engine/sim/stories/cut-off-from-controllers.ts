// The leader cannot reach the controllers, but its clients reach it. It is replaced without knowing it, and what it
// promises alone (acks=1) from then on is lost.
import { OF_THREE, type Story, textFor } from "./story.ts";

const CONTROLLERS = [3001, 3002, 3003];

export const cutOffFromControllers: Story = {
  name: "cut-off-from-controllers",
  title: "A broker is cut off from the controllers",
  ...OF_THREE,
  async play({ producer, say, do: command, wait, until, partition, replica, read, learnt }) {
    const careful = producer("careful", { acks: "all", "request.timeout.ms": 5000 });
    const hasty = producer("hasty", { acks: "1" });
    await careful.deliver(1);
    await hasty.deliver(2);
    await command(...CONTROLLERS.map((b) => ({ kind: "cutLink" as const, a: 1, b })));
    say("its heartbeats get lost; it still leads, and the followers still fetch from it");
    const early = await careful.deliver(3);
    await until(() => partition().leader !== 1);
    await wait(1000);
    say("the others follow a new leader; 1 has not heard of it");
    const believes = replica(1).role;
    const hollow = await hasty.deliver(4);
    const sending = careful.send(5);
    await until(() => sending.outcome !== null);
    say("the links are whole again: 1 learns what was decided, and throws away what nobody else has");
    await command(...CONTROLLERS.map((b) => ({ kind: "healLink" as const, a: 1, b })));
    await until(() => partition().isr.length === 3);
    await wait(1000);
    const found = await read();
    learnt(
      "record 4, acknowledged by the replaced leader alone, is gone; records 3 and 5, acknowledged with acks=all, are there",
      believes === "leader" &&
        early.errors.length === 0 &&
        hollow.errors.length === 0 &&
        sending.outcome!.errors.length === 0 &&
        found.join() === [1, 2, 3, 5].map(textFor).join(),
    );
  },
};

// unclean.leader.election.enable: rather a leader that lacks records than none at all. This is what it costs.
import { type Story, values } from "./story.ts";

export const uncleanElection: Story = {
  name: "unclean-election",
  title: "An unclean election, and what it costs",
  replicas: [1, 2],
  topicConfigs: { "min.insync.replicas": "1", "unclean.leader.election.enable": "true" },
  properties: { "replica.lag.time.max.ms": "10000" },
  async play({ producer, say, do: command, wait, until, partition, read, learnt }) {
    const client = producer("producer", { acks: "all" });
    await client.deliver(1, 3);
    await command({ kind: "cutLink", a: 1, b: 2 });
    say(
      "acks=all waits for the follower until that one is out of the ISR; then the leader alone is all of it",
    );
    const { errors } = await client.deliver(4, 6);
    await command({ kind: "kill", node: 1 });
    say("only 2 is left, which never had records 4 to 6; the topic allows it to lead all the same");
    await until(() => partition().leader === 2);
    await wait(1000);
    await command({ kind: "healLink", a: 1, b: 2 });
    await client.deliver(7);
    say("the old leader comes back and follows: its log has to give way");
    await command({ kind: "start", node: 1 });
    await until(() => partition().isr.length === 2);
    await wait(1000);
    const found = await read();
    learnt(
      "records 4 to 6 were acknowledged with acks=all and are gone: the partition was available, and paid with data",
      errors.length === 0 && found.join() === [...values(1, 3), ...values(7, 7)].join(),
    );
  },
};

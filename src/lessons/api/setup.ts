// How a scenario comes about: a program of the same kind as a learner's makes its topics, over the wire like any other.
import type { Scenario, TopicSpec } from "./lesson.ts";

/** What its program is called, which is none of the learner's. */
export const SETUP_NAME = "setup.ts";

/** Where the brokers of a lesson's cluster are found. */
export function bootstrapServers(brokers: number): string {
  return Array.from({ length: brokers }, (_, i) => `broker${i + 1}:9092`).join(",");
}

function newTopic({ name, replicas, configs }: TopicSpec): string {
  const assignment = replicas
    .map((brokers, partition) => `[${partition}, ${JSON.stringify(brokers)}]`)
    .join(", ");
  return `new NewTopic(${JSON.stringify(name)}, new Map([${assignment}])).configs(${JSON.stringify(configs)})`;
}

/** Makes the topics and waits until every partition has its leader and a full ISR. Null when there is nothing to do. */
export function setupProgram({ topics, brokers }: Scenario): string | null {
  if (topics.length === 0) return null;
  const names = JSON.stringify(topics.map(({ name }) => name));
  return `
import { Admin, NewTopic, sleep } from "samsa";

const admin = Admin.create({ "bootstrap.servers": ${JSON.stringify(bootstrapServers(brokers))} });
await admin.createTopics([${topics.map(newTopic).join(", ")}]).all();
for (;;) {
  await sleep(100);
  const described = await admin.describeTopics(${names}).allTopicNames().catch(() => new Map());
  const partitions = [...described.values()].flatMap((topic) => [...topic.partitions()]);
  const ready = partitions.filter((at) => at.leader() !== null && at.isr().length === at.replicas().length);
  if (described.size === ${topics.length} && ready.length === partitions.length) break;
}
await admin.close();
`;
}

// The cluster of the time lab: one broker, one topic that is deleted by age and one that is compacted, with segments of a
// day. What it writes is a program as a learner would write it.
import type { WorkspaceSpec } from "../../workers/page/workspace.ts";

export const LAB_SPEC: WorkspaceSpec = {
  id: "lab/time",
  brokers: 1,
  controllers: 1,
  // The automatic rounds would take the buttons' work away.
  properties: {
    "log.retention.check.interval.ms": "3600000",
    "log.cleaner.backoff.ms": "3600000",
    "file.delete.delay.ms": "1000",
  },
  seed: null,
};

export const BROKER = 1;
export const DELETED = "clicks";
export const COMPACTED = "prices";
export const DAY_MS = 86_400_000;
export const RETENTION_MS = 7 * DAY_MS;

const HEAD = `import { Admin, KafkaProducer, NewTopic, ProducerConfig, ProducerRecord, StringSerializer } from "samsa";
const servers = "broker1:9092";
`;

export const CREATE_TOPICS = `${HEAD}
const admin = Admin.create({ "bootstrap.servers": servers });
const topics = await admin.listTopics().names();
const wanted = [
  new NewTopic("${DELETED}", 1, 1).configs({
    "cleanup.policy": "delete",
    "retention.ms": "${RETENTION_MS}",
    "segment.ms": "${DAY_MS}",
  }),
  new NewTopic("${COMPACTED}", 1, 1).configs({
    "cleanup.policy": "compact",
    "segment.ms": "${DAY_MS}",
    "min.cleanable.dirty.ratio": "0.01",
  }),
].filter((topic) => !topics.has(topic.name()));
if (wanted.length > 0) await admin.createTopics(wanted).all();
await admin.close();
`;

/** What a day brings: clicks as they come, and new prices of some of five things; now and then one is withdrawn. */
export function dayProgram(day: number): string {
  const things = ["apple", "pear", "plum", "fig", "kiwi"];
  const clicks = [0, 1, 2].map(
    (n) => `["${DELETED}", "user-${((day * 3 + n) % 7) + 1}", "page-${(day + n) % 5}"]`,
  );
  const prices = [0, 1, 2].map((n) => {
    const thing = things[(day * 2 + n) % things.length];
    return `["${COMPACTED}", "${thing}", "${100 + day * 10 + n}"]`;
  });
  const withdrawn = day % 3 === 2 ? [`["${COMPACTED}", "${things[day % things.length]}", null]`] : [];
  return `${HEAD}
const producer = new KafkaProducer({
  [ProducerConfig.BOOTSTRAP_SERVERS_CONFIG]: servers,
  [ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG]: StringSerializer,
  [ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG]: StringSerializer,
  [ProducerConfig.ACKS_CONFIG]: "all",
});
for (const [topic, key, value] of [${[...clicks, ...prices, ...withdrawn].join(", ")}]) {
  await producer.send(new ProducerRecord(topic, key, value));
}
await producer.close();
`;
}

// Plays one story and writes down its transcript. Latencies are the same always, so that times are easy to read and a
// change in the engine moves few lines.
import { clusterSpecOf } from "../../cluster/cluster-spec.ts";
import type { EngineEvent, EventKind } from "../../trace/event.ts";
import { isTraffic, lineFrom, lineOf } from "../chaos/transcript.ts";
import { type SimCluster, startCluster } from "../start-cluster.ts";
import { createWorld, type World } from "../world.ts";
import { createClients, type StoryClients } from "./clients.ts";
import { type Stage, type Story, TOPIC } from "./story.ts";

const SEED = 1;
const BROKERS = 3;
const CONTROLLERS = 3;
const LATENCY = { minMs: 1, maxMs: 1 };
const FLUSH_LATENCY = { minMs: 2, maxMs: 2 };
const LONGEST_MS = 120_000;

/** Besides traffic: what says nothing that a story is about. */
const SILENT: ReadonlySet<EventKind> = new Set<EventKind>([
  "client-started",
  "client-closed",
  "batch-failed",
  "metadata-snapshot-written",
]);

export class StoryError extends Error {
  override readonly name = "StoryError";
}

/** Answers the transcript; throws a StoryError, with the transcript so far, when what is to be learnt does not hold. */
export async function playStory(story: Story, drain: () => Promise<void>): Promise<string> {
  const world = createWorld({ seed: SEED, drain, latency: LATENCY, flushLatency: FLUSH_LATENCY });
  const { properties = {} } = story;
  const spec = clusterSpecOf({
    clusterId: "samsa-story-AAAAAAAAAA",
    brokers: BROKERS,
    controllers: CONTROLLERS,
    properties,
  });
  const cluster = await startCluster(world, { spec });
  const script = createScript(world, story);
  const clients = createClients(cluster, script.write);
  const { replicas, topicConfigs } = story;
  await clients.createTopic({ name: TOPIC, replicas, configs: topicConfigs });
  await world.run(2000);
  script.begin();
  let learnt = false;
  const stage = createStage(cluster, script, clients, () => {
    learnt = true;
  });
  try {
    await story.play(stage);
  } catch (error) {
    throw new StoryError(`${(error as Error).message}\n${script.text()}`);
  }
  if (!learnt) throw new StoryError(`${story.name} teaches nothing`);
  return script.text();
}

function answerText(name: string, answer: string | null): string {
  if (answer === null) return `gets no answer about ${name}`;
  return answer === "NONE" ? `is told that ${name} is there` : `is refused ${name}: ${answer}`;
}

interface Script {
  /** Time is counted from here. */
  begin(): void;
  write(teller: string, text: string): void;
  say(text: string): void;
  text(): string;
}

function createScript(
  { events, nowMs }: World,
  { title, replicas, topicConfigs, properties }: Story,
): Script {
  const configs = Object.entries({ ...properties, ...topicConfigs }).map(
    ([name, value]) => `${name}=${value}`,
  );
  const lines = [
    `# ${title}`,
    "",
    `${BROKERS} brokers, ${CONTROLLERS} controllers; ${TOPIC}-0 on brokers ${replicas.join(", ")}, led by ${replicas[0]}`,
    ...(configs.length === 0 ? [] : [`with ${configs.join(", ")}`]),
  ];
  let startMs = 0;
  let seen = 0;
  /** What was told up to now comes first. */
  const catchUp = (): void => {
    for (; seen < events.length; seen++) {
      const event = events[seen]!;
      if (isTold(event)) lines.push(lineOf({ ...event, atMs: event.atMs - startMs }));
    }
  };
  return {
    begin() {
      startMs = nowMs();
      seen = events.length;
    },
    write(teller, text) {
      catchUp();
      lines.push(lineFrom(nowMs() - startMs, teller, text));
    },
    say(text) {
      catchUp();
      lines.push("", `-- ${text}`);
    },
    text() {
      catchUp();
      return `${lines.join("\n")}\n`;
    },
  };
}

/** A thousand retries for one reason are one line. */
function isTold(event: EngineEvent): boolean {
  return !isTraffic(event) && !SILENT.has(event.event.kind);
}

function createStage(
  cluster: SimCluster,
  script: Script,
  clients: StoryClients,
  isLearnt: () => void,
): Stage {
  const { world } = cluster;
  return {
    cluster,
    say: script.say,
    async do(...commands) {
      for (const command of commands) await cluster.do(command);
    },
    wait: world.run,
    until: (holds) => world.runUntil(holds, LONGEST_MS),
    producer: clients.producer,
    read: clients.read,
    async createTopic(name, timeoutMs) {
      script.write("you", `asks for a topic named ${name}`);
      const answer = await clients.createTopic({ name, replicas: [], configs: {}, timeoutMs });
      script.write("you", answerText(name, answer));
      return answer;
    },
    partition(controller) {
      const found = cluster.controller(controller)?.topics.find(({ name }) => name === TOPIC);
      if (found === undefined) throw new StoryError(`no controller knows ${TOPIC}`);
      return found.partitions[0]!;
    },
    replica(broker) {
      const found = cluster.broker(broker)?.replicas.find(({ topic }) => topic === TOPIC);
      if (found === undefined) throw new StoryError(`broker ${broker} has no replica of ${TOPIC}`);
      return found;
    },
    activeController: () =>
      cluster
        .snapshot()
        .nodes.find(
          ({ status, detail }) =>
            status === "running" && detail?.role === "controller" && detail.state === "leader",
        )?.id ?? null,
    learnt(sentence, holds) {
      if (!holds) throw new StoryError(`it does not hold that ${sentence}`);
      isLearnt();
      script.say(`learnt: ${sentence}`);
    },
  };
}

// What a real client gets through the gateway: kcat produces a file to a topic of three partitions and three replicas
// with acks=all, and reads it back. The peer is librdkafka's own mock cluster, which keeps nothing and replicates
// nothing: the most that kcat itself can send.
import { startGateway } from "../clients/gateway-process.ts";
import { type BenchResult, result } from "./bench.ts";
import { kcatOnMock, seconds, succeed, withLines } from "./kcat-mock.ts";

const RECORDS = 300_000;
const TOPIC = "bench";

const TOPIC_DEFAULTS = ["--set", "num.partitions=3", "--set", "default.replication.factor=3"];

export async function gatewayProduce(): Promise<BenchResult> {
  return withLines(RECORDS, async (path) => {
    const gateway = await startGateway(...TOPIC_DEFAULTS);
    try {
      const to = ["-P", "-b", gateway.bootstrapServers, "-t", TOPIC, "-X", "acks=all"];
      // Makes the topic, and lets the code get warm.
      await succeed([...to, "-l", path]);
      const ours = await seconds(() => succeed([...to, "-l", path]));
      const peer = await kcatOnMock(path, RECORDS);
      return result("gateway-produce", RECORDS / ours, "records/s", peer);
    } finally {
      await gateway.end("SIGKILL");
    }
  });
}

export async function gatewayConsume(): Promise<BenchResult> {
  return withLines(RECORDS, async (path) => {
    const gateway = await startGateway(...TOPIC_DEFAULTS);
    try {
      const { bootstrapServers } = gateway;
      await succeed(["-P", "-b", bootstrapServers, "-t", TOPIC, "-X", "acks=all", "-l", path]);
      const read = ["-C", "-b", bootstrapServers, "-t", TOPIC, "-o", "beginning", "-e", "-q"];
      const taken = await seconds(async () => {
        const lines = (await succeed(read)).split("\n").length - 1;
        if (lines !== RECORDS) throw new Error(`${lines} of ${RECORDS} records were read`);
      });
      return result("gateway-consume", RECORDS / taken, "records/s", null);
    } finally {
      await gateway.end("SIGKILL");
    }
  });
}

// `samsa run`: a learner's program from the command line against a gateway.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Exit, type GatewayProcess, samsa, startGateway } from "./gateway-process.ts";
import { consumeAll } from "./kcat.ts";

let running: GatewayProcess;
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "samsa-run-"));
  running = await startGateway();
});
afterAll(async () => {
  await running.end("SIGKILL");
  await rm(folder, { recursive: true, force: true });
});

async function runSource(source: string, bootstrapServers = running.bootstrapServers): Promise<Exit> {
  const path = join(folder, "program.ts");
  await writeFile(path, source);
  return samsa("run", path, "--bootstrap-server", bootstrapServers);
}

test("a program produces, with the playground's addresses, and its records are there", async () => {
  const { code, stdout, stderr } = await runSource(`
import { Admin, KafkaProducer, NewTopic, ProducerConfig, ProducerRecord, StringSerializer } from "samsa";
const configs: Record<string, unknown> = {
  [ProducerConfig.BOOTSTRAP_SERVERS_CONFIG]: "broker1:9092,broker2:9092,broker3:9092",
  [ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG]: StringSerializer,
  [ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG]: StringSerializer,
};
const admin = Admin.create({ "bootstrap.servers": "broker1:9092" });
await admin.createTopics([new NewTopic("orders", 1, 3)]).all().get();
const producer = new KafkaProducer<string, string>(configs);
for (const value of ["하나", "둘", "셋"]) {
  const metadata = await producer.send(new ProducerRecord("orders", "o", value)).get();
  console.log(metadata.topic(), metadata.offset());
}
await producer.close();
await admin.close();
`);
  expect([code, stdout, stderr]).toEqual([0, "orders 0\norders 1\norders 2\n", ""]);
  expect(await consumeAll(running.bootstrapServers, "orders")).toEqual(new Map([[0, ["하나", "둘", "셋"]]]));
});

test("an uncaught error names the line of the program", async () => {
  const { code, stderr } = await runSource(
    '// one\nconst two: number = 2;\nthrow new RangeError("three " + two);\n',
  );
  expect(code).toBe(1);
  expect(stderr).toContain("Uncaught RangeError: three 2\n");
  expect(stderr).toContain("program.ts:3:");
});

test("a syntax error is a failure with its place", async () => {
  const { code, stderr } = await runSource("const a = ;\n");
  expect(code).toBe(1);
  expect(stderr).toContain("(1:11)");
});

test.each([
  [["run"], "FILE.ts is missing"],
  [["run", "x.ts"], "--bootstrap-server is missing"],
  [["run", "x.ts", "--bootstrap-server", "nonsense"], 'needs host:port, not "nonsense"'],
] as const)("samsa %j is wrong usage", async (args, message) => {
  const { code, stderr } = await samsa(...args);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});

test("a file that is not there is a failure", async () => {
  const { code, stderr } = await samsa(
    "run",
    join(folder, "nothing.ts"),
    "--bootstrap-server",
    "localhost:1",
  );
  expect(code).toBe(1);
  expect(stderr).toContain("cannot read");
});

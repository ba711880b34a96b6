// `samsa storage` as a person calls it, between gateways with real files.
import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import { type GatewayProcess, partitionsOf, samsa, startGateway } from "../clients/gateway-process.ts";
import { consumeAll, kcat, makeLines } from "../clients/kcat.ts";

const LINES = makeLines(500);
const PATIENCE_MS = 180_000;
const gateways: GatewayProcess[] = [];
const folders: string[] = [];

afterEach(async () => {
  for (const gateway of gateways.splice(0)) await gateway.end("SIGKILL");
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "samsa-storage-"));
  folders.push(folder);
  return folder;
}

async function gateway(data: string, ...args: string[]): Promise<GatewayProcess> {
  const started = await startGateway("--data", data, ...args);
  gateways.push(started);
  return started;
}

async function end(started: GatewayProcess): Promise<void> {
  gateways.splice(gateways.indexOf(started), 1);
  expect(await started.end("SIGTERM")).toBe(0);
}

async function fill(data: string): Promise<void> {
  const running = await gateway(data, "--brokers", "1");
  const { code } = await kcat(
    ["-P", "-b", running.bootstrapServers, "-t", "orders"],
    `${LINES.join("\n")}\n`,
  );
  expect(code).toBe(0);
  await end(running);
}

async function valuesIn(data: string, brokers: number): Promise<string[]> {
  const running = await gateway(data, "--brokers", `${brokers}`);
  const values = [...(await consumeAll(running.bootstrapServers, "orders")).values()].flat();
  await end(running);
  return values;
}

test(
  "the whole cluster, a topic and a node go out and in; the tar command reads them",
  async () => {
    const folder = await newFolder();
    const data = join(folder, "data");
    await fill(data);
    const out = (name: string): string => join(folder, name);
    for (const [name, ...what] of [
      ["cluster.tar"],
      ["topic.tar", "--topic", "orders"],
      ["node.tar", "--node", "1"],
    ] as const) {
      const exported = await samsa("storage", "export", "--data", data, "--out", out(name), ...what);
      expect(exported).toMatchObject({ code: 0, stderr: "" });
    }
    const names = execFileSync("tar", ["tf", out("cluster.tar")], { encoding: "utf8" }).split("\n");
    expect(names).toContain("broker-1/orders-0/00000000000000000000.log");
    expect(names).toContain("controller-3001/meta.properties");

    await samsa("storage", "import", "--data", out("cluster"), out("cluster.tar"));
    expect(await valuesIn(out("cluster"), 1)).toEqual(LINES);
    const twice = await samsa("storage", "import", "--data", out("cluster"), out("cluster.tar"));
    expect(twice).toMatchObject({ code: 1, stderr: expect.stringContaining("is not empty") });

    await writeFile(out("topic.tar.gz"), gzipSync(await readFile(out("topic.tar"))));
    const imported = await samsa(
      "storage",
      "import",
      "--data",
      out("other"),
      "--brokers",
      "2",
      out("topic.tar.gz"),
    );
    expect(imported).toMatchObject({ code: 0, stdout: "imported orders\n" });
    expect(await valuesIn(out("other"), 2)).toEqual(LINES);

    await rm(join(data, "broker-1"), { recursive: true });
    const back = await samsa("storage", "import", "--data", data, "--brokers", "1", out("node.tar"));
    expect(back).toMatchObject({ code: 1 });
    await samsa(
      "storage",
      "import",
      "--data",
      out("again"),
      "--brokers",
      "1",
      join(out("other"), "broker-2"),
    );
    const again = await gateway(out("again"), "--brokers", "1");
    expect([...(await consumeAll(again.bootstrapServers, "orders")).values()].flat()).toEqual(LINES);
    expect(partitionsOf(await again.inspect(), "orders")).toHaveLength(1);
    await end(again);
  },
  PATIENCE_MS,
);

test(
  "what is no archive is refused with a sentence, and leaves nothing",
  async () => {
    const folder = await newFolder();
    const data = join(folder, "data");
    const broken = join(folder, "broken.tar");
    await writeFile(broken, gunzipSync(gzipSync("hello".repeat(1000))));
    const refused = await samsa("storage", "import", "--data", data, broken);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("This is no tar file") });
    expect(await readdir(folder)).toEqual(["broken.tar"]);
    const missing = await samsa("storage", "import", "--data", data, join(folder, "missing.tar"));
    expect(missing.code).toBe(1);
    expect(missing.stderr).toContain("missing.tar");
    expect(await samsa("storage", "export", "--data", join(folder, "none"), "--out", broken)).toMatchObject({
      code: 1,
    });
  },
  PATIENCE_MS,
);

test("wrong usage is told and exits 2", async () => {
  for (const args of [[], ["replay-all"], ["export"], ["import", "--data", "x"], ["export", "--data", "x"]]) {
    expect((await samsa("storage", ...args)).code).toBe(2);
  }
  const help = await samsa("storage", "--help");
  expect(help).toMatchObject({ code: 0, stdout: expect.stringContaining("samsa storage import") });
});

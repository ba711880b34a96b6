// The gateway's door for tests and tools, HTTP on the loopback: what is, what to break, what happened.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Cluster } from "../../engine/cluster/cluster.ts";
import { CommandError } from "../../engine/cluster/command.ts";
import { MOST_BYTES_AT_ONCE } from "../../engine/cluster/node-files.ts";
import { commandHelp, parseCommand } from "../../engine/cluster/parse-command.ts";
import type { TraceLog } from "../../engine/cluster/trace-log.ts";
import { DiskError } from "../../engine/ports/disk.ts";

const MOST_BODY_BYTES = 64 * 1024;

const FAULT_HELP = `POST one of these to /fault. 200: done. 400: it makes no sense now, and nothing was done.

${commandHelp().join("\n")}

oneWay may be left out: both ways then. A holding link shows what it holds in "heldMessages" of /inspect, whole frames.
releaseMessage and dropMessage take the "id" of one whose "isNext" is true, because a connection keeps its order. A
dropped message breaks its connection. tear is a kill at which a part of what was not flushed had reached the disk.
`;

interface Answer {
  readonly status: number;
  readonly body: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

const json = (status: number, value: unknown): Answer => ({
  status,
  body: `${JSON.stringify(value)}\n`,
  headers: { "content-type": "application/json" },
});
const problem = (status: number, message: string): Answer => json(status, { message });

/** Rejects when the port cannot be had. */
export function startAdminServer(port: number, cluster: Cluster, trace: TraceLog): Promise<Server> {
  const server = createServer((request, response) => {
    answer(request, cluster, trace).then(
      (reply) => send(response, reply),
      (error: Error) => send(response, problem(500, error.message)),
    );
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  response.writeHead(status, { ...headers }).end(body);
}

async function answer(request: IncomingMessage, cluster: Cluster, trace: TraceLog): Promise<Answer> {
  // A web page must not break somebody's cluster: browsers name the page's origin, and a rebound name is no loopback.
  const host = (request.headers.host ?? "").replace(/:\d+$/, "");
  if (request.headers.origin !== undefined || !["localhost", "127.0.0.1"].includes(host))
    return problem(403, "only programs on this machine may ask");
  const url = new URL(request.url ?? "/", "http://localhost");
  switch (`${request.method} ${url.pathname}`) {
    case "GET /inspect":
      return json(200, cluster.snapshot());
    case "GET /trace":
      return traceSince(url.searchParams.get("since") ?? "0", trace);
    case "GET /files":
      return files(url.searchParams, cluster);
    case "GET /file":
      return file(url.searchParams, cluster);
    case "GET /fault":
      return { status: 200, body: FAULT_HELP, headers: { "content-type": "text/plain; charset=utf-8" } };
    case "POST /fault":
      return fault(request, cluster);
    default:
      return problem(
        404,
        "there are GET /inspect, GET /trace?since=N, GET /files?node=N, GET /file?node=N&name=F&position=P&length=L and POST /fault (GET /fault lists the commands)",
      );
  }
}

/** Each line is an event with its number `n`; ask again from the header `samsa-next`. */
function traceSince(since: string, trace: TraceLog): Answer {
  if (!/^\d{1,15}$/.test(since)) return problem(400, `since must be the number of an event, not ${since}`);
  const { events, first, next } = trace.since(Number(since));
  const lines = events.map((event, i) => `${JSON.stringify({ n: first + i, ...event })}\n`);
  return {
    status: 200,
    body: lines.join(""),
    headers: { "content-type": "application/jsonl", "samsa-next": `${next}` },
  };
}

/** The files of a node's disk, with what of them is not flushed. */
async function files(query: URLSearchParams, cluster: Cluster): Promise<Answer> {
  return looking(async () => json(200, await cluster.files(Number(query.get("node")))));
}

/** Bytes of a file; without a range, the first of it. */
async function file(query: URLSearchParams, cluster: Cluster): Promise<Answer> {
  const number = (name: string, otherwise: number): number => {
    const value = Number(query.get(name) ?? otherwise);
    if (!Number.isSafeInteger(value) || value < 0) throw new CommandError(`${name} must be a whole number`);
    return value;
  };
  return looking(async () => ({
    status: 200,
    body: await cluster.readFile(
      number("node", 0),
      query.get("name") ?? "",
      number("position", 0),
      number("length", MOST_BYTES_AT_ONCE),
    ),
    headers: { "content-type": "application/octet-stream" },
  }));
}

async function looking(look: () => Promise<Answer>): Promise<Answer> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof CommandError) return problem(400, error.message);
    if (error instanceof DiskError) return problem(404, error.message);
    throw error;
  }
}

async function fault(request: IncomingMessage, cluster: Cluster): Promise<Answer> {
  const body = await bodyOf(request);
  if (body === null) return problem(413, `a command has at most ${MOST_BODY_BYTES} bytes`);
  try {
    await cluster.command(parseCommand(JSON.parse(body)));
    return json(200, {});
  } catch (error) {
    if (error instanceof SyntaxError) return problem(400, `not JSON: ${error.message}`);
    if (error instanceof CommandError) return problem(400, error.message);
    throw error;
  }
}

async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes > MOST_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

// The second use of the captures: our cluster is asked what the recorded one was asked, in the same order and at the
// same times, and must answer the same.
import { ByteReader } from "../../../src/engine/base/bytes.ts";
import type { Socket } from "../../../src/engine/ports/network.ts";
import { encodeMessage, readMessage } from "../../../src/engine/protocol/codec.ts";
import { FrameSplitter } from "../../../src/engine/protocol/frame-splitter.ts";
import { requestHeaderVersion, responseHeaderVersion } from "../../../src/engine/protocol/frames.ts";
import { type Json, messageToJson } from "../../../src/engine/protocol/json.ts";
import type { MessageSchema } from "../../../src/engine/protocol/schema.ts";
import { RequestHeader } from "../../../src/engine/protocol/schemas/header/request-header.ts";
import { ResponseHeader } from "../../../src/engine/protocol/schemas/header/response-header.ts";
import { Mismatch } from "../tally.ts";
import { apiOf } from "../wire/lookup.ts";
import { applicability, servedKeys } from "./applicability.ts";
import { compareAnswers } from "./compare-answers.ts";
import { type Conversation, type FrameLine, isFrame } from "./conversation.ts";
import { Identities } from "./identities.ts";
import { type ReplayCluster, startReplayCluster, wait } from "./replay-cluster.ts";

export interface Replayed {
  /** Answers and closes that were compared. */
  readonly compared: number;
  readonly notApplicable: number;
  /** The first difference. */
  readonly mismatch: string | null;
}

interface Line {
  readonly t_ms?: number;
  readonly conn?: number;
  readonly broker?: number;
  readonly event?: string;
  readonly by?: string;
  readonly text?: string;
  readonly dir?: string;
  readonly rawBytes?: string;
}

interface Connection {
  readonly socket: Socket;
  readonly answers: Uint8Array[];
  closed: boolean;
  /** From here on nothing applies. */
  over: boolean;
}

const LONGEST_ANSWER_MS = 20_000;
const PRODUCE = 0;
const FETCH = 1;
const DELETE_RECORDS = 21;

/** Where new topics come to lie is drawn by lot: other seeds draw other lots. */
const MOST_DRAWS = 24;
const LIES_ELSEWHERE = /\.(leaderId|replicaNodes\[\d+\]):|errorCode: expected 0, got 6$/;

export async function replay(conversation: Conversation): Promise<Replayed> {
  let best: Replayed | null = null;
  for (let seed = 1; seed <= MOST_DRAWS; seed++) {
    const replayed = await replayOnce(conversation, seed);
    if (best === null || replayed.compared > best.compared || replayed.mismatch === null) best = replayed;
    if (replayed.mismatch === null || !LIES_ELSEWHERE.test(replayed.mismatch)) break;
  }
  return best!;
}

async function replayOnce(conversation: Conversation, seed: number): Promise<Replayed> {
  const { header, lines } = conversation;
  const setup = header["setup"] as readonly string[];
  const all = lines as readonly (Line | FrameLine)[];
  const served = servedKeys();
  const answerOf = pairAnswers(all);
  if (!isPossible(header, served)) return { compared: 0, notApplicable: answerOf.size, mismatch: null };

  const cluster = await startReplayCluster(seed, newestTimestamp(all));
  for (const line of setup) await cluster.setUp(line);
  for (const broker of absentBrokers(header)) await cluster.stop(broker);
  const ids = await knownTopics(cluster, header["topics"] as readonly RecordedTopic[]);
  const offered = { apiKeys: served, prefix: String(header["prefix"]) };
  const connections = new Map<number, Connection>();
  const skipped = new Set<FrameLine>();
  const openProduces = new Set<string>();
  const leaderMoves = all.some((line) => "text" in line && /^leader of .* moved/.test(String(line.text)));
  const startMs = cluster.world.nowMs();
  let compared = 0;
  let notApplicable = 0;
  let over = false;
  let recordsWereDeleted = false;

  const play = async (line: Line | FrameLine): Promise<void> => {
    const { conn = -1, t_ms = 0, event, dir } = line as Line;
    const connection = connections.get(conn);
    if (event === "open") {
      await until(cluster, startMs + t_ms);
      connections.set(conn, await open(cluster, (line as Line).broker!));
    } else if (event === "close" && connection !== undefined) {
      if ((line as Line).by !== "broker") {
        connection.socket.close();
        // The recorder still heard what its client did not hear any more.
        connections.delete(conn);
      } else if (connection.over) notApplicable++;
      else {
        await patience(cluster, () => connection.closed);
        if (!connection.closed) throw new Mismatch("the connection was to be closed");
        compared++;
      }
    } else if (event === "mark") {
      if ((line as Line).text !== "all connections dropped") over = true;
    } else if (dir === "req" && connection !== undefined) {
      await until(cluster, startMs + t_ms);
      if (connection.over) return void skip(line);
      if (!isFrame(line)) return connection.socket.send(fromBase64((line as Line).rawBytes ?? ""));
      // A broker answers in order: what came behind a request that does not apply was answered late.
      if ([...skipped].some((answer) => answer.conn === conn)) return void skip(line);
      recordsWereDeleted ||= line.apiKey === DELETE_RECORDS;
      const applies = applicability(line, answerOf.get(line), served, recordsWereDeleted);
      if (applies === "yes") {
        if (line.apiKey === PRODUCE) openProduces.add(`${conn} ${line.correlationId}`);
        return connection.socket.send(requestBytes(line, ids));
      }
      skip(line);
      if (applies === "nor the connection") connection.over = true;
      if (applies === "nor the conversation") over = true;
    } else if (dir === "res" && isFrame(line) && connection !== undefined) {
      if (skipped.delete(line)) return;
      if (isMoving(line, leaderMoves)) {
        over = true;
        notApplicable++;
        return;
      }
      await patience(cluster, () => connection.answers.length > 0 || connection.closed);
      const answer = connection.answers.shift();
      if (answer === undefined) throw new Mismatch(connection.closed ? "closed without answer" : "no answer");
      openProduces.delete(`${conn} ${line.correlationId}`);
      const [ours, recorded] = decoded(answer, line);
      // Whether a fetch sees what is just being committed is a matter of moments; its session goes on.
      if (line.apiKey === FETCH && openProduces.size > 0) {
        learnSession(ids, ours, recorded);
        return void notApplicable++;
      }
      compareAnswers(ours, recorded, ids, offered);
      compared++;
    }
  };
  const skip = (line: Line | FrameLine): void => {
    if (!isFrame(line)) return;
    const answer = answerOf.get(line);
    if (answer === undefined) return;
    skipped.add(answer);
    notApplicable++;
  };

  for (const [i, line] of all.entries()) {
    if (over) {
      skip(line);
      continue;
    }
    try {
      await play(line);
    } catch (error) {
      if (!(error instanceof Mismatch)) throw error;
      const what = isFrame(line) ? `${line.api} v${line.apiVersion}` : "close";
      return { compared, notApplicable, mismatch: `line ${i + 2}, ${what}: ${error.message}` };
    }
  }
  return { compared, notApplicable, mismatch: null };
}

/** The recorder noted that a leader had moved when it was done; the first answer that tells of it may come before. */
function isMoving(line: FrameLine, leaderMoves: boolean): boolean {
  return leaderMoves && /"errorCode":(6|74)\b/.test(JSON.stringify(line.decoded));
}

const CREATE_ACLS = 30;
const SASL_HANDSHAKE = 17;

/** A rule for who may do what is made by CreateAcls; a listener with SASL begins with a handshake. */
function isPossible({ listener, setup }: Conversation["header"], served: ReadonlySet<number>): boolean {
  const knowsUsers = served.has(SASL_HANDSHAKE);
  // Access control lists mean something only where users prove who they are.
  const isGuarded = (setup as readonly string[]).some((line) => line.startsWith("acl "));
  if (isGuarded) return knowsUsers && served.has(CREATE_ACLS);
  return listener === "PLAINTEXT" || knowsUsers;
}

interface RecordedTopic {
  readonly name: string;
  readonly id: string;
  readonly partitions: readonly { readonly replicas: readonly number[]; readonly isr: readonly number[] }[];
}

/** A replica that was out of the ISR when the conversation began belonged to a broker that was stopped. */
function absentBrokers({ topics }: Conversation["header"]): ReadonlySet<number> {
  const absent = (topics as readonly RecordedTopic[]).flatMap(({ partitions }) =>
    partitions.flatMap(({ replicas, isr }) => replicas.filter((id) => !isr.includes(id))),
  );
  return new Set(absent);
}

/** Of the records that clients sent: a clock far behind it would make a broker refuse them. */
function newestTimestamp(lines: readonly (Line | FrameLine)[]): number {
  let newest = 0;
  for (const line of lines) {
    if (!isFrame(line) || line.dir !== "req") continue;
    for (const [, text] of JSON.stringify(line.decoded ?? null).matchAll(/"maxTimestamp":(\d{1,13})\b/g))
      newest = Math.max(newest, Number(text));
  }
  return newest;
}

/** Requests with the answers that were recorded for them. Answers of a connection come in the order of its requests. */
function pairAnswers(lines: readonly (Line | FrameLine)[]): Map<Line | FrameLine, FrameLine> {
  const pairs = new Map<Line | FrameLine, FrameLine>();
  const waiting = new Map<string, FrameLine>();
  for (const line of lines) {
    if (!isFrame(line)) continue;
    const key = `${line.conn} ${line.correlationId}`;
    const request = waiting.get(key);
    if (line.dir === "req") waiting.set(key, line);
    else if (request !== undefined) {
      pairs.set(request, line);
      waiting.delete(key);
    }
  }
  return pairs;
}

async function knownTopics(cluster: ReplayCluster, recorded: readonly RecordedTopic[]): Promise<Identities> {
  const ids = new Identities();
  const own = await cluster.topicIds(recorded.map(({ name }) => name));
  for (const { name, id } of recorded) {
    const mine = own.get(name);
    if (mine !== undefined) ids.learn("topicId", id, mine);
  }
  return ids;
}

async function until({ world }: ReplayCluster, atMs: number): Promise<void> {
  if (world.nowMs() < atMs) await world.run(atMs - world.nowMs());
}

async function patience({ world }: ReplayCluster, holds: () => boolean): Promise<void> {
  const limitMs = world.nowMs() + LONGEST_ANSWER_MS;
  while (!holds() && world.nowMs() < limitMs) await world.run(1);
}

async function open({ world, portOf }: ReplayCluster, broker: number): Promise<Connection> {
  const socket = await wait(world, world.network("client").connect("localhost", portOf(broker)));
  const connection: Connection = { socket, answers: [], closed: false, over: false };
  const splitter = new FrameSplitter(0x7fff_ffff, (frame) => connection.answers.push(frame.slice()));
  socket.onData = (bytes) => splitter.push(bytes);
  socket.onClose = () => {
    connection.closed = true;
  };
  return connection;
}

const fromBase64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "base64"));

/** As it was recorded, but with the names of our cluster. */
function requestBytes(line: FrameLine, ids: Identities): Uint8Array {
  const frame = fromBase64(line.bytes);
  if (line.decoded === null) return sized(frame);
  const api = apiOf(line.apiKey);
  const reader = new ByteReader(frame);
  readMessage(RequestHeader as MessageSchema, requestHeaderVersion(api, line.apiVersion), reader);
  const head = frame.subarray(0, reader.position);
  const schema: MessageSchema = api.request;
  const body = ids.own(readMessage(schema, line.apiVersion, reader)) as Record<string, never>;
  const rest = frame.subarray(reader.position);
  return sized(Buffer.concat([head, encodeMessage(schema, line.apiVersion, body), rest]));
}

function sized(frame: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + frame.length);
  new DataView(bytes.buffer).setInt32(0, frame.length);
  bytes.set(frame, 4);
  return bytes;
}

function learnSession(ids: Identities, ours: Json, recorded: Json): void {
  const idOf = (json: Json): Json => (json as { readonly sessionId?: Json } | null)?.sessionId ?? 0;
  ids.learn("sessionId", idOf(recorded), idOf(ours));
}

function decoded(answer: Uint8Array, line: FrameLine) {
  const api = apiOf(line.apiKey);
  const reader = new ByteReader(answer);
  const header = readMessage(
    ResponseHeader as MessageSchema,
    responseHeaderVersion(api, line.apiVersion),
    reader,
  );
  if (header["correlationId"] !== line.correlationId) throw new Mismatch("an answer to another request");
  const version = line.bodyVersion ?? line.apiVersion;
  const schema: MessageSchema = api.response;
  return [messageToJson(schema, version, readMessage(schema, version, reader)), line.decoded] as const;
}

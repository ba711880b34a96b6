// Plays a story with our nodes: a virtual millisecond at a time, every node gets a turn, and one more for each message
// that waits for it. Messages take a millisecond each way.
import { decodeMessage, encodeMessage } from "../../../../src/engine/protocol/codec.ts";
import { type Json, messageFromJson, messageToJson } from "../../../../src/engine/protocol/json.ts";
import type { ApiSchema, MessageInput, MessageSchema } from "../../../../src/engine/protocol/schema.ts";
import { ApiVersions } from "../../../../src/engine/protocol/schemas/18-api-versions.ts";
import { ALL_APIS } from "../../../../src/engine/protocol/schemas/all.ts";
import type { Effect } from "../../../../src/engine/raft/effect.ts";
import { expireParkedFetches } from "../../../../src/engine/raft/rpc/fetch-request.ts";
import { writeSnapshot } from "../../../../src/engine/raft/snapshot-writer.ts";
import type { Command, RaftStory, StoryEvent } from "./story.ts";
import {
  callerOf,
  newStore,
  quorumStateOf,
  recordText,
  START_WALL_MS,
  type StoryNode,
  startStoryNode,
  stateOf,
  turn,
} from "./story-node.ts";

export type Played = Omit<StoryEvent, "do"> & { readonly batchesOf?: Uint8Array };

const OUTSIDE = -1;
const APIS: ReadonlyMap<string, ApiSchema> = new Map(
  ALL_APIS.map((api) => [api.name.replace(/([a-z])([A-Z])/g, "$1_$2").toUpperCase(), api]),
);
const nameOf = (api: ApiSchema): string => [...APIS].find(([, { key }]) => key === api.key)![0];

interface InFlight {
  readonly dueMs: number;
  readonly deliver: () => void;
}

export class StoryPlayer {
  readonly played: Played[] = [];
  readonly nodes = new Map<number, StoryNode>();
  private readonly stores = new Map<number, ReturnType<typeof newStore>>();
  /** Of all nodes. */
  private starts = 0;
  private readonly cuts = new Set<string>();
  private inFlight: InFlight[] = [];
  /** quorum-state of each node, as last seen. */
  private readonly files = new Map<number, string>();
  private nowMs = 0;
  /** Numbers the records and the questions from outside. */
  private counter = 0;

  constructor(private readonly story: RaftStory) {}

  async play(): Promise<void> {
    const { events } = this.story;
    for (const [index, event] of events.entries()) {
      if (event.event === "do") await this.command(event.do!, event.resolved, events.slice(index + 1));
      else if (event.event === "send" && event.from === OUTSIDE) this.ask(event);
    }
  }

  private node(id: number): StoryNode {
    const node = this.nodes.get(id);
    if (node === undefined) throw new Error(`node ${id} does not run`);
    return node;
  }

  private async command(
    command: Command,
    resolved: number | string | undefined,
    next: readonly StoryEvent[],
  ): Promise<void> {
    const id = typeof resolved === "number" ? resolved : Number(command.node);
    switch (command.op) {
      case "start":
        for (const node of command.nodes!) await this.start(node, command.observer === true, next);
        for (const node of command.nodes!) this.settle(this.node(node));
        return;
      case "restart":
        await this.start(id, false, next);
        return this.settle(this.node(id));
      case "run":
        for (let i = 0; i < command.ms!; i++) this.step();
        return;
      case "untilLeader":
        do this.step();
        while (!this.agree() && this.nowMs < 1_000_000);
        return;
      case "append":
        return this.append(command.count!);
      case "kill":
      case "wipe":
        return this.drop(id, command.op === "wipe");
      case "shutdown": {
        const node = this.node(id);
        node.machine.shutDown(this.nowMs + 5000);
        return this.settle(node);
      }
      case "resign": {
        const { machine } = this.node(id);
        machine.resign(machine.raft.epoch);
        return this.settle(this.node(id));
      }
      case "pause":
        this.node(id).paused = true;
        return;
      case "resume":
        this.node(id).paused = false;
        return this.settle(this.node(id));
      case "cut":
        return this.cut(String(resolved), command.both !== false);
      case "heal":
        this.cuts.clear();
        return;
      case "snapshot":
        return this.snapshot(this.node(id));
      case "clean": {
        const { raft } = this.node(id).machine;
        raft.log.deleteBefore(raft.log.snapshots.latest!.id, START_WALL_MS + this.nowMs, raft.highWatermark);
        return;
      }
      // Single questions follow as messages from outside.
    }
  }

  private async start(id: number, observer: boolean, next: readonly StoryEvent[]): Promise<void> {
    const started = next.find((event) => event.event === "start" && event.node === id);
    const starts = this.starts++;
    const store = this.stores.get(id) ?? newStore();
    this.stores.set(id, store);
    const setup = {
      story: this.story,
      id,
      observer,
      directoryId: started!.directoryId!,
      starts,
      store,
      nowMs: () => this.nowMs,
    };
    const node = await startStoryNode(setup, (voter) => this.firstDirectory(voter));
    this.nodes.set(id, node);
    this.look(node);
  }

  private firstDirectory(id: number): string {
    return this.story.events.find((event) => event.event === "start" && event.node === id)!.directoryId!;
  }

  private async drop(id: number, wipe: boolean): Promise<void> {
    const node = this.nodes.get(id);
    if (node !== undefined) {
      // A process that is killed leaves its files as they are.
      await node.disk.flush();
      this.nodes.delete(id);
      this.answerFromTheGrave(node);
    }
    if (wipe) this.stores.set(id, newStore());
  }

  /** The recorded driver kept the clock of waiting fetches: they are answered, empty, even after their node was killed. */
  private answerFromTheGrave(node: StoryNode): void {
    const { raft } = node.machine;
    for (const { deadlineMs } of raft.parked) {
      this.at(deadlineMs - this.nowMs, () => {
        raft.nowMs = this.nowMs;
        expireParkedFetches(raft);
        for (const effect of node.machine.takeEffects()) this.effect(node, effect);
      });
    }
  }

  private append(count: number): void {
    const leader = [...this.nodes.values()]
      .filter(({ machine }) => machine.raft.isLeader)
      .sort((a, b) => b.machine.raft.epoch - a.machine.raft.epoch)[0];
    if (leader === undefined) throw new Error("nobody leads");
    const records = Array.from({ length: count }, () => {
      const value = new TextEncoder().encode(`r${this.counter++}`);
      return { type: "NoOpRecord", version: 0, data: {}, value } as never;
    });
    const now = { nowMs: this.nowMs, wallMs: START_WALL_MS + this.nowMs };
    leader.machine.append(leader.machine.raft.epoch, records, now);
  }

  private cut(resolved: string, both: boolean): void {
    const [from, to] = resolved.split(",");
    const others = to === "*" ? [...this.nodes.keys()].map(String) : [to!];
    for (const other of others) {
      if (other === from) continue;
      this.cuts.add(`${from}>${other}`);
      if (both) this.cuts.add(`${other}>${from}`);
    }
  }

  private snapshot(node: StoryNode): void {
    const { raft } = node.machine;
    const endOffset = raft.deliveredOffset;
    const records = node.applied.map(
      (text) =>
        ({ type: "NoOpRecord", version: 0, data: {}, value: new TextEncoder().encode(text) }) as never,
    );
    writeSnapshot(raft, { endOffset, records, lastContainedMs: START_WALL_MS }, START_WALL_MS + this.nowMs);
    raft.outbox = [];
  }

  // ---- time ----

  private step(): void {
    this.nowMs++;
    const due = this.inFlight.filter(({ dueMs }) => dueMs <= this.nowMs);
    this.inFlight = this.inFlight.filter(({ dueMs }) => dueMs > this.nowMs);
    for (const { deliver } of due) deliver();
    for (const node of this.nodes.values()) if (!node.paused) this.turn(node);
    while (this.round());
    for (const [id, node] of this.nodes) if (node.machine.isShutDown) this.nodes.delete(id);
  }

  /** A turn for each node that has a message. */
  private round(): boolean {
    const busy = [...this.nodes.values()].filter(({ queue, paused }) => queue.length > 0 && !paused);
    for (const node of busy) this.turn(node);
    return busy.length > 0;
  }

  /** After a command: until the node's state stands. */
  private settle(node: StoryNode): void {
    let before: string;
    do {
      before = JSON.stringify(stateOf(node));
      this.turn(node);
    } while (before !== JSON.stringify(stateOf(node)) || node.queue.length > 0);
    if (node.machine.isShutDown) this.nodes.delete(node.id);
  }

  private turn(node: StoryNode): void {
    for (const effect of turn(node, this.nowMs)) this.effect(node, effect);
    this.look(node);
  }

  private agree(): boolean {
    const states = [...this.nodes.values()].filter(({ paused }) => !paused).map(stateOf);
    const leader = states.find(({ state }) => state === "Leader");
    return (
      leader !== undefined &&
      states.every(({ leader: known, epoch }) => known === leader.leader && epoch === leader.epoch)
    );
  }

  // ---- messages ----

  private ask(event: StoryEvent): void {
    const api = APIS.get(event.api!)!;
    const node = this.node(event.to!);
    const body = roundTrip(api.request, event.version!, event.request as Json);
    this.counter++;
    this.played.push({ t: this.nowMs, event: "asked", to: node.id });
    const { id, version } = event;
    node.queue.push({ kind: "request", from: OUTSIDE, id: id!, api, version: version!, body });
    while (node.queue.length > 0) this.turn(node);
    this.settle(node);
  }

  private effect(node: StoryNode, effect: Effect): void {
    const t = this.nowMs;
    switch (effect.kind) {
      case "send":
        return this.send(node, effect.request);
      case "answer":
        return this.answer(node, effect.ref, effect.body);
      case "answer-records": {
        const bytes = effect.records.read();
        if (bytes instanceof Promise) throw new Error("a log in memory is read at once");
        return this.answer(node, effect.ref, effect.records.into(bytes));
      }
      case "commit":
        effect.batch.records.forEach((record, index) => {
          const offset = effect.batch.baseOffset + index;
          const text = recordText(record);
          node.applied.push(text);
          const { epoch } = effect.batch;
          this.played.push({ t, event: "commit", node: node.id, offset, epoch, record: text });
        });
        return;
      case "load-snapshot": {
        const { id, records } = effect.snapshot;
        node.applied.splice(0, node.applied.length, ...records.map(recordText));
        const contained = { lastContainedOffset: id.endOffset - 1, lastContainedEpoch: id.epoch };
        this.played.push({ t, event: "loadSnapshot", node: node.id, ...contained, records: records.length });
        return;
      }
      case "leader": {
        const { leaderId: leader, epoch } = effect.leader;
        this.played.push({ t, event: "leaderChange", node: node.id, leader, epoch });
        return;
      }
      case "high-watermark":
        this.played.push({ t, event: "highWatermark", node: node.id, offset: effect.offset });
        return;
      case "resigned":
      case "trace":
        return;
    }
  }

  private readonly pending = new Map<string, (body: unknown) => void>();

  private send(node: StoryNode, request: Extract<Effect, { kind: "send" }>["request"]): void {
    const { to, correlationId, api, version, body } = request;
    const name = nameOf(api);
    const json = toJson(api.request, version, body);
    this.played.push({
      t: this.nowMs,
      event: "send",
      from: node.id,
      to: to.id,
      api: name,
      version,
      id: correlationId,
      request: json,
    });
    const received = roundTrip(api.request, version, json);
    const { requestTimeoutMs } = node.machine.raft.settings;
    const fail = { dueMs: this.nowMs + requestTimeoutMs, deliver: () => respond(null) };
    let isOver = false;
    const respond = (answer: unknown): void => {
      if (isOver || this.nodes.get(node.id) !== node) return;
      isOver = true;
      const from = to;
      const response = { kind: "response", from, correlationId, api, body: answer, event: null } as const;
      node.queue.push(response);
    };
    this.inFlight.push(fail);
    this.at(1, () => {
      const target = this.nodes.get(to.id);
      if (target === undefined || target.paused || this.cuts.has(`${node.id}>${to.id}`)) return;
      this.pending.set(`${to.id}<${node.id}#${correlationId}`, (answer) => {
        this.at(1, () => {
          if (this.cuts.has(`${to.id}>${node.id}`)) return;
          if (this.nodes.get(node.id)?.paused === true) return;
          this.played.push({
            t: this.nowMs,
            event: "receive",
            from: to.id,
            to: node.id,
            api: name,
            version,
            id: correlationId,
            response: toJson(api.response, version, answer as object),
          });
          respond(roundTrip(api.response, version, toJson(api.response, version, answer as object)));
        });
      });
      if (api.key === ApiVersions.key) return this.answerApiVersions(target, node.id, correlationId);
      target.queue.push({
        kind: "request",
        from: node.id,
        id: correlationId,
        api,
        version,
        body: received,
      });
    });
  }

  private at(delayMs: number, deliver: () => void): void {
    this.inFlight.push({ dueMs: this.nowMs + delayMs, deliver });
  }

  private answerApiVersions(target: StoryNode, from: number, id: number): void {
    const supportedFeatures = [{ name: "kraft.version", minVersion: 0, maxVersion: 1 }];
    this.pending.get(`${target.id}<${from}#${id}`)?.({ errorCode: 0, apiKeys: [], supportedFeatures });
  }

  private answer(node: StoryNode, ref: number, body: object): void {
    const { from, id } = callerOf(ref);
    if (from === OUTSIDE) {
      this.played.push({ t: this.nowMs, event: "receive", from: node.id, to: OUTSIDE, id, response: body });
      return;
    }
    const key = `${node.id}<${from}#${id}`;
    const settle = this.pending.get(key);
    this.pending.delete(key);
    settle?.(body);
  }

  /** State and file, where they have changed. */
  private look(node: StoryNode): void {
    const state = stateOf(node);
    const text = JSON.stringify(state);
    if (text !== node.lastState) {
      node.lastState = text;
      this.played.push({ t: this.nowMs, event: "state", node: node.id, ...state });
    }
    const file = quorumStateOf(node);
    if (file !== this.files.get(node.id)) {
      this.files.set(node.id, file);
      this.played.push({ t: this.nowMs, event: "quorumState", node: node.id, file });
    }
  }
}

function toJson(schema: MessageSchema, version: number, body: object): Json {
  const bytes = encodeMessage(schema, version, body as MessageInput<MessageSchema>);
  return messageToJson(schema, version, decodeMessage(schema, version, bytes) as never);
}

function roundTrip(schema: MessageSchema, version: number, json: Json): unknown {
  const message = messageFromJson(schema, version, json);
  return decodeMessage(schema, version, encodeMessage(schema, version, message as never));
}

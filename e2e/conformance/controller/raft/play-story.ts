// Plays a story with our nodes: a virtual millisecond at a time, every node gets a turn, and one more for each message
// that waits for it.
import type { Json } from "../../../../src/engine/protocol/json.ts";
import type { Effect } from "../../../../src/engine/raft/effect.ts";
import { expireParkedFetches } from "../../../../src/engine/raft/rpc/fetch-request.ts";
import { writeSnapshot } from "../../../../src/engine/raft/snapshot-writer.ts";
import type { Command, RaftStory, StoryEvent } from "./story.ts";
import {
  newStore,
  quorumStateOf,
  recordText,
  START_WALL_MS,
  type StoryNode,
  startStoryNode,
  stateOf,
  turn,
} from "./story-node.ts";
import { APIS, OUTSIDE, type Played, roundTrip, StoryWires } from "./story-wires.ts";

export class StoryPlayer {
  readonly played: Played[] = [];
  readonly nodes = new Map<number, StoryNode>();
  private readonly stores = new Map<number, ReturnType<typeof newStore>>();
  /** Of all nodes. */
  private starts = 0;
  private readonly wires = new StoryWires({
    nodes: this.nodes,
    played: this.played,
    nowMs: () => this.nowMs,
  });
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
        this.wires.heal();
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
      this.wires.at(deadlineMs - this.nowMs, () => {
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
      this.wires.cut(from!, other);
      if (both) this.wires.cut(other, from!);
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
    this.wires.deliverDue();
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
        return this.wires.send(node, effect.request);
      case "answer":
        return this.wires.answer(node, effect.ref, effect.body);
      case "answer-records": {
        const bytes = effect.records.read();
        if (bytes instanceof Promise) throw new Error("a log in memory is read at once");
        return this.wires.answer(node, effect.ref, effect.records.into(bytes));
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

// The nodes of a cluster and their lives: each starts, stops, dies and starts again; what is told of that, and what a power
// cut took from it. A NodeHost does it (node-host.ts).
import type { NodeDetail, NodeStatus } from "../inspect/snapshot.ts";
import type { EventId, EventOf, NodeEvent, StopReason } from "../trace/event.ts";
import type { ClusterSpec, NodeConfig } from "./cluster-config.ts";
import { CommandError } from "./command.ts";
import { createLossTelling, type LossTelling } from "./loss-telling.ts";
import type { SeenNode } from "./losses.ts";
import type { HostedNode, NodeHost } from "./node-host.ts";
import type { TraceLog } from "./trace-log.ts";

export interface Member {
  config: NodeConfig;
  status: NodeStatus;
  sinceMs: number;
  error: string | null;
  /** Null unless an incarnation lives. */
  hosted: HostedNode | null;
  lastDetail: NodeDetail | null;
  stopping: boolean;
  /** What it was before it froze. */
  frozenFrom: NodeStatus;
  /** The command that its end or its start is due to. */
  cause: EventId | null;
  /** When the present incarnation began to start. */
  began: EventId | null;
  /** Called when the present incarnation has ended, however it did. */
  whenEnded: (() => void)[];
}

export interface MembersOptions {
  readonly spec: ClusterSpec;
  readonly host: NodeHost;
  readonly trace: TraceLog;
  /** See ClusterOptions. */
  readonly noted: readonly SeenNode[];
}

export interface Members {
  readonly all: ReadonlyMap<number, Member>;
  readonly losses: LossTelling;
  /** Looks at all that live, for the time when they do not. */
  rememberAll(): void;
  lastDetails(): ReadonlyMap<number, NodeDetail>;
  tell(member: Member, event: NodeEvent, cause: EventId | null): EventId;
  setStatus(member: Member, status: NodeStatus): void;
  start(member: Member, cause: EventId | null): HostedNode;
  /** Resolves when the node has ended, also when it is killed while it stops. */
  stop(member: Member, hosted: HostedNode, cause: EventId | null): Promise<void>;
  kill(member: Member, hosted: HostedNode, cause: EventId | null): void;
  /** Throws CommandError, as the next three do. */
  find(id: number): Member;
  living(id: number): [Member, HostedNode];
  stoppable(id: number): [Member, HostedNode];
  resting(id: number): Member;
}

export function createMembers({ spec, host, trace, noted }: MembersOptions): Members {
  const { time } = host;
  const members = new Map<number, Member>();
  for (const config of spec.nodes) {
    members.set(config.id, {
      config,
      status: "stopped",
      sinceMs: 0,
      error: null,
      hosted: null,
      lastDetail: null,
      stopping: false,
      frozenFrom: "running",
      cause: null,
      began: null,
      whenEnded: [],
    });
  }

  // Numbered apart from what the node itself tells, which may run in another thread.
  const tell = (
    member: Member,
    event: NodeEvent | EventOf<"records-lost">,
    cause: EventId | null = member.cause,
  ): EventId => {
    const { id } = member.config;
    return trace.traceOf(`${id}`, time.nowMs, `${id}/life`).emit(event, cause);
  };

  function rememberAll(): void {
    for (const member of members.values())
      if (member.hosted !== null) member.lastDetail = member.hosted.detail() ?? member.lastDetail;
  }

  const lastDetails = (): ReadonlyMap<number, NodeDetail> =>
    new Map(
      [...members.values()].flatMap(({ config, lastDetail }) =>
        lastDetail === null ? [] : [[config.id, lastDetail]],
      ),
    );

  const losses = createLossTelling({
    noted,
    trace,
    nowMs: time.nowMs,
    living() {
      const living = new Map<number, NodeDetail>();
      for (const { config, status, hosted } of members.values()) {
        const detail = status === "running" ? (hosted?.detail() ?? null) : null;
        if (detail !== null) living.set(config.id, detail);
      }
      return living;
    },
    emit(node, event) {
      const member = find(node);
      tell(member, event, member.began);
    },
  });

  function setStatus(member: Member, status: NodeStatus, error: string | null = null): void {
    member.status = status;
    member.sinceMs = time.nowMs();
    member.error = error;
  }

  /** The end of an incarnation, and of what is left of it: open connections, timers. */
  function ended(member: Member, hosted: HostedNode, reason: StopReason, error: string | null): void {
    rememberAll();
    losses.ended(member.config.id, reason, !host.seesLive, hosted.detail(), lastDetails());
    hosted.kill();
    member.hosted = null;
    member.stopping = false;
    const status = { controlled: "stopped", killed: "killed", failed: "failed" } as const;
    setStatus(member, status[reason], error);
    tell(member, { kind: "node-stopped", reason, error });
    for (const done of member.whenEnded.splice(0)) done();
  }

  function start(member: Member, cause: EventId | null): HostedNode {
    const { role } = member.config;
    member.cause = cause;
    setStatus(member, "starting");
    const began = tell(member, { kind: "node-starting", role });
    member.began = began;
    const hosted = host.start(member.config, began);
    member.hosted = hosted;
    const isCurrent = (): boolean => member.hosted === hosted;
    hosted.ready.then(
      () => {
        if (!isCurrent()) return;
        if (member.status === "starting") setStatus(member, "running");
        else if (member.status === "frozen") member.frozenFrom = "running";
        tell(member, { kind: "node-ready", role });
      },
      (error: unknown) => {
        if (isCurrent()) ended(member, hosted, "failed", messageOf(error));
      },
    );
    void hosted.ended.then((error) => {
      if (!isCurrent()) return;
      ended(
        member,
        hosted,
        error === null ? "controlled" : "failed",
        error === null ? null : messageOf(error),
      );
    });
    return hosted;
  }

  function stop(member: Member, hosted: HostedNode, cause: EventId | null): Promise<void> {
    member.cause = cause;
    member.stopping = true;
    hosted.stop();
    return new Promise((done) => {
      member.whenEnded.push(done);
    });
  }

  function kill(member: Member, hosted: HostedNode, cause: EventId | null): void {
    member.cause = cause;
    ended(member, hosted, "killed", null);
  }

  function find(id: number): Member {
    const member = members.get(id);
    if (member === undefined) throw new CommandError(`there is no node ${id}`);
    return member;
  }

  function living(id: number): [Member, HostedNode] {
    const member = find(id);
    if (member.hosted === null) throw new CommandError(`node ${id} does not run`);
    return [member, member.hosted];
  }

  function stoppable(id: number): [Member, HostedNode] {
    const [member, hosted] = living(id);
    if (member.status === "frozen") throw new CommandError(`node ${id} is frozen: thaw or kill it`);
    if (member.stopping) throw new CommandError(`node ${id} is stopping already`);
    return [member, hosted];
  }

  function resting(id: number): Member {
    const member = find(id);
    if (member.hosted !== null) throw new CommandError(`node ${id} runs`);
    return member;
  }

  return {
    all: members,
    losses,
    rememberAll,
    lastDetails,
    tell,
    setStatus,
    start,
    stop,
    kill,
    find,
    living,
    stoppable,
    resting,
  };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

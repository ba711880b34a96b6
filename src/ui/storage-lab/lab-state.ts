// One act of the lab at a time: what was before, what is done, and what is there afterwards.
import { useCallback, useEffect, useRef, useState } from "react";
import type { FileSnapshot } from "../../engine/inspect/byte-tree.ts";
import type { ReplicaSnapshot } from "../../engine/inspect/snapshot.ts";
import type { EventOf } from "../../engine/trace/event.ts";
import { type LanePicture, logFiles } from "../bytes/lane-picture.ts";
import { loadLane } from "../bytes/load-lane.ts";
import type { Session } from "../session/session.ts";
import { BROKER, COMPACTED, CREATE_TOPICS, DAY_MS, DELETED, dayProgram } from "./lab-cluster.ts";

export type Act = "write" | "day" | "week" | "retention" | "clean";

export interface LogState {
  readonly picture: LanePicture;
  readonly replica: ReplicaSnapshot;
}

export type Logs = Readonly<Record<string, LogState>>;

export interface Outcome {
  readonly act: Act;
  readonly before: Logs;
  readonly after: Logs;
  readonly cleaned: EventOf<"cleaner-finished"> | null;
  /** The playground's wall clock afterwards. */
  readonly wallMs: number;
}

export type LabPhase =
  | { readonly kind: "preparing" }
  | { readonly kind: "ready" }
  | { readonly kind: "busy"; readonly act: Act }
  | { readonly kind: "failed"; readonly why: string };

export interface Lab {
  readonly phase: LabPhase;
  readonly day: number;
  readonly logs: Logs;
  readonly outcome: Outcome | null;
  act(act: Act): Promise<void>;
  restart(): Promise<void>;
}

/** How long an act may take until it counts as having done nothing. */
const PATIENCE_MS = 15_000;
const LOOK_MS = 150;
/** A cleaner that has nothing to do says so at once; this is for one that does not run. */
const CLEANER_PATIENCE_MS = 8_000;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function replicaOf(session: Session, topic: string): ReplicaSnapshot | null {
  const broker = session.store.getState().snapshot?.nodes.find(({ id }) => id === BROKER)?.detail;
  return broker?.role === "broker" ? (broker.replicas.find((each) => each.topic === topic) ?? null) : null;
}

async function readLogs(session: Session): Promise<Logs> {
  const files = await session.workspace.files(BROKER);
  const logs: Record<string, LogState> = {};
  for (const topic of [DELETED, COMPACTED]) {
    const replica = replicaOf(session, topic);
    if (replica === null) continue;
    const directory = `${topic}-0`;
    const picture = await loadLane(session.workspace, files, { node: BROKER, directory }, replica);
    logs[topic] = { picture, replica };
  }
  return logs;
}

async function run(session: Session, name: string, source: string): Promise<void> {
  let failure = "";
  const program = session.workspace.run(name, source, (output) => {
    if (output.kind === "exception") failure = `${output.name}: ${output.message}`;
  });
  const outcome = await program.done;
  if (outcome !== "finished") throw new Error(failure || outcome);
}

async function until(holds: () => boolean | Promise<boolean>, patienceMs = PATIENCE_MS): Promise<boolean> {
  for (const end = performance.now() + patienceMs; performance.now() < end; await sleep(LOOK_MS)) {
    if (await holds()) return true;
  }
  return false;
}

export function useLab(session: Session): Lab {
  const [phase, setPhase] = useState<LabPhase>({ kind: "preparing" });
  const [day, setDay] = useState(0);
  const [logs, setLogs] = useState<Logs>({});
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const alive = useRef(true);

  const prepare = useCallback(async () => {
    setPhase({ kind: "preparing" });
    setOutcome(null);
    try {
      const isUp = await until(() => session.store.getState().lifecycle.kind === "open", 60_000);
      if (!isUp) throw new Error(session.store.getState().lifecycle.kind);
      await run(session, "topics.ts", CREATE_TOPICS);
      await until(() => replicaOf(session, DELETED) !== null && replicaOf(session, COMPACTED) !== null);
      const found = await readLogs(session);
      if (!alive.current) return;
      setLogs(found);
      setDay(daysIn(found));
      setPhase({ kind: "ready" });
    } catch (error) {
      if (alive.current)
        setPhase({ kind: "failed", why: error instanceof Error ? error.message : String(error) });
    }
  }, [session]);

  useEffect(() => {
    alive.current = true;
    void prepare();
    return () => {
      alive.current = false;
    };
  }, [prepare]);

  async function act(wanted: Act): Promise<void> {
    setPhase({ kind: "busy", act: wanted });
    try {
      const before = await readLogs(session);
      const cleaned = await perform(session, wanted, day, before);
      const after = await readLogs(session);
      if (!alive.current) return;
      if (wanted === "write") setDay(day + 1);
      setLogs(after);
      const wallMs = session.store.getState().snapshot?.time.wallMs ?? 0;
      setOutcome({ act: wanted, before, after, cleaned, wallMs });
      setPhase({ kind: "ready" });
    } catch (error) {
      if (alive.current)
        setPhase({ kind: "failed", why: error instanceof Error ? error.message : String(error) });
    }
  }

  return {
    phase,
    day,
    logs,
    outcome,
    act,
    async restart() {
      setPhase({ kind: "preparing" });
      setLogs({});
      setDay(0);
      await session.reset();
      await prepare();
    },
  };
}

/** Of a lab that was left and found again: each day wrote three clicks. */
function daysIn(logs: Logs): number {
  return Math.floor((logs[DELETED]?.replica.logEndOffset ?? 0) / 3);
}

async function perform(
  session: Session,
  act: Act,
  day: number,
  before: Logs,
): Promise<EventOf<"cleaner-finished"> | null> {
  switch (act) {
    case "write": {
      const ends = (): number =>
        [DELETED, COMPACTED].reduce((sum, topic) => sum + (replicaOf(session, topic)?.highWatermark ?? 0), 0);
      const start = ends();
      await run(session, "day.ts", dayProgram(day));
      await until(() => ends() >= start + 6);
      return null;
    }
    case "day":
    case "week":
      await session.workspace.command({ kind: "jump", byMs: act === "day" ? DAY_MS : 7 * DAY_MS });
      // Records that come now shall have the new time.
      await sleep(LOOK_MS);
      return null;
    case "retention":
      await session.workspace.command({ kind: "runRetention", node: BROKER });
      await settled(session, before);
      return null;
    case "clean":
      return clean(session);
  }
}

/** Until the segments are other ones, or the broker had its time. */
async function settled(session: Session, before: Logs): Promise<void> {
  const count = before[DELETED]?.picture.segments.length ?? 0;
  await until(async () => {
    const files: readonly FileSnapshot[] = await session.workspace.files(BROKER);
    return logFiles(files, `${DELETED}-0`).length !== count;
  }, 2_000);
}

function clean(session: Session): Promise<EventOf<"cleaner-finished"> | null> {
  return new Promise((resolve, reject) => {
    let found: EventOf<"cleaner-finished"> | null = null;
    const end = (): void => {
      stop();
      clearTimeout(timer);
      resolve(found);
    };
    const timer = setTimeout(end, CLEANER_PATIENCE_MS);
    const stop = session.onEvents((events) => {
      for (const { event } of events) {
        if (event.kind === "cleaner-finished" && event.topic === COMPACTED) found = event;
        else if (event.kind === "cleaner-idle") return end();
        else if (event.kind === "cleaner-failed") {
          stop();
          clearTimeout(timer);
          return reject(new Error(event.error));
        }
      }
    });
    session.workspace.command({ kind: "runCleaner", node: BROKER }).catch((error: unknown) => {
      stop();
      clearTimeout(timer);
      reject(error instanceof Error ? error : new Error(String(error)));
    });
  });
}

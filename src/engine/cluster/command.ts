// Everything that a person, a lesson, the terminal or the simulator can do to a cluster from outside: one type,
// serialisable, so that the admin port takes it as JSON and the trace shows it as it was said.

export type FaultCommand =
  /** Power cut: the process ends, what was not flushed is gone. */
  | { readonly kind: "kill"; readonly node: number }
  /** Power cut in which a part of what was not flushed had reached the disk: writes are torn. */
  | { readonly kind: "tear"; readonly node: number }
  /** Controlled shutdown (SIGTERM): leadership moves away first, everything is flushed. */
  | { readonly kind: "stop"; readonly node: number }
  | { readonly kind: "start"; readonly node: number }
  | { readonly kind: "restart"; readonly node: number }
  /** Halts the process (SIGSTOP). */
  | { readonly kind: "freeze"; readonly node: number }
  | { readonly kind: "thaw"; readonly node: number }
  /** Empties the disk of a node that does not run. */
  | { readonly kind: "wipeDisk"; readonly node: number }
  /** Each flush takes this much longer; 0 heals. */
  | { readonly kind: "slowDisk"; readonly node: number; readonly delayMs: number }
  | { readonly kind: "fullDisk"; readonly node: number; readonly full: boolean }
  /** What lies in one of the node's log.dirs can be read, written and flushed no more; healed, after the next start. */
  | { readonly kind: "failLogDir"; readonly node: number; readonly dir: string; readonly failed: boolean }
  /** Both ways; `oneWay` touches only what `a` sends to `b`. */
  | { readonly kind: "cutLink"; readonly a: number; readonly b: number; readonly oneWay?: boolean }
  /** Neither cut nor slow, and it holds nothing any more. */
  | { readonly kind: "healLink"; readonly a: number; readonly b: number }
  | { readonly kind: "slowLink"; readonly a: number; readonly b: number; readonly delayMs: number }
  /** From now on each message (a whole frame) between the two waits until it is released. `oneWay` as in cutLink. */
  | { readonly kind: "holdLink"; readonly a: number; readonly b: number; readonly oneWay?: boolean }
  /** What the link holds goes on in its order, and it holds no more. */
  | { readonly kind: "releaseLink"; readonly a: number; readonly b: number }
  /** One held message goes on: of its connection and direction, the first. */
  | { readonly kind: "releaseMessage"; readonly id: string }
  /** One held message is lost. A stream with a hole cannot go on: its connection breaks, with all that it still held. */
  | { readonly kind: "dropMessage"; readonly id: string };

/** What a broker does by itself now and then, asked of it now: nobody has to wait for its interval. */
export type TaskCommand =
  /** Wakes the log cleaner: it cleans, filthiest first, until no log is worth it. */
  | { readonly kind: "runCleaner"; readonly node: number }
  /** One pass of log.retention.check.interval.ms. */
  | { readonly kind: "runRetention"; readonly node: number };

export type TimeCommand =
  | { readonly kind: "pause" }
  | { readonly kind: "resume" }
  /** 0.01 to 10,000. */
  | { readonly kind: "speed"; readonly factor: number }
  /** While paused: on to the next event. */
  | { readonly kind: "step" }
  /** Moves wall time (retention, record timestamps), not timeouts. */
  | { readonly kind: "jump"; readonly byMs: number };

export type ClusterCommand = FaultCommand | TaskCommand | TimeCommand;

/** The tasks of a broker that a command can start. */
export type BrokerTask = TaskCommand["kind"];

/** The command makes no sense now (an unknown node, one that runs already): nothing was done. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

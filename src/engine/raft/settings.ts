// The timeouts of the quorum, with Kafka's names and defaults.

export interface RaftSettings {
  readonly electionTimeoutMs: number;
  readonly electionBackoffMaxMs: number;
  readonly fetchTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly retryBackoffMs: number;
  readonly appendLingerMs: number;
  readonly fetchMaxWaitMs: number;
  readonly fetchMaxBytes: number;
  /** A controller that is no voter asks to become one (KIP-853). */
  readonly autoJoin: boolean;
  /**
   * Who knows no leader asks the next node after so long a pause. Kafka makes none, and fills the wires and a processor
   * with these questions until somebody leads.
   */
  readonly leaderlessPauseMs: number;
}

const DEFAULT_LEADERLESS_PAUSE_MS = 20;
const FETCH_MAX_WAIT_MS = 500;
const FETCH_MAX_BYTES = 1024 * 1024;

export const DEFAULT_RAFT_SETTINGS: RaftSettings = {
  electionTimeoutMs: 1000,
  electionBackoffMaxMs: 1000,
  fetchTimeoutMs: 2000,
  requestTimeoutMs: 2000,
  retryBackoffMs: 20,
  appendLingerMs: 25,
  fetchMaxWaitMs: FETCH_MAX_WAIT_MS,
  fetchMaxBytes: FETCH_MAX_BYTES,
  autoJoin: false,
  leaderlessPauseMs: DEFAULT_LEADERLESS_PAUSE_MS,
};

export function raftSettings(properties: Readonly<Record<string, string>>): RaftSettings {
  const number = (name: string, fallback: number): number => {
    const value = Number(properties[name] ?? fallback);
    return Number.isFinite(value) && value >= 0 ? value : fallback;
  };
  const defaults = DEFAULT_RAFT_SETTINGS;
  return {
    electionTimeoutMs: number("controller.quorum.election.timeout.ms", defaults.electionTimeoutMs),
    electionBackoffMaxMs: number("controller.quorum.election.backoff.max.ms", defaults.electionBackoffMaxMs),
    fetchTimeoutMs: number("controller.quorum.fetch.timeout.ms", defaults.fetchTimeoutMs),
    requestTimeoutMs: number("controller.quorum.request.timeout.ms", defaults.requestTimeoutMs),
    retryBackoffMs: number("controller.quorum.retry.backoff.ms", defaults.retryBackoffMs),
    appendLingerMs: number("controller.quorum.append.linger.ms", defaults.appendLingerMs),
    fetchMaxWaitMs: defaults.fetchMaxWaitMs,
    fetchMaxBytes: defaults.fetchMaxBytes,
    autoJoin: (properties["controller.quorum.auto.join.enable"] ?? "false").toLowerCase() === "true",
    leaderlessPauseMs: defaults.leaderlessPauseMs,
  };
}

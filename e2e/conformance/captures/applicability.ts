// What of a recorded conversation can be asked of our brokers: told by the keys of APIs, not by names of cases. What
// cannot is counted, so that nothing is passed over in silence.
import { brokerApis } from "../../../src/engine/broker/apis/registry.ts";
import type { BrokerContext } from "../../../src/engine/broker/broker-context.ts";
import type { FrameLine } from "./conversation.ts";

/** Without it the rest of the connection means something else: who is it that speaks? */
const CONNECTION_DEPENDS = new Set([17, 36]);
/** Coordinators of groups, and what only looks: whatever else happens does not depend on them. */
const NOTHING_DEPENDS = new Set([8, 9, 10, 11, 12, 13, 14, 15, 16, 29, 46, 55, 61, 65, 66, 68, 69]);

export type Applicable = "yes" | "not this" | "nor the connection" | "nor the conversation";

/** The keys that a broker serves. */
export function servedKeys(): ReadonlySet<number> {
  // The registry is a list of handlers; none of them looks at its broker before it is asked.
  return new Set(brokerApis({ link: {} } as unknown as BrokerContext).keys());
}

/** `answer` is the recorded one, if there was one. */
export function applicability(
  request: FrameLine,
  answer: FrameLine | undefined,
  served: ReadonlySet<number>,
  recordsWereDeleted: boolean,
): Applicable {
  const { apiKey } = request;
  const unserved = answer !== undefined && !served.has(apiKey);
  if (!recordsWereDeleted && retentionHadRun(request, answer)) {
    // A fetch that is passed over is one that its session misses.
    return apiKey === FETCH ? "nor the connection" : "nor the conversation";
  }
  if (!unserved && !needsCoordinator(answer) && !needsTransactions(request)) return "yes";
  if (CONNECTION_DEPENDS.has(apiKey)) return "nor the connection";
  return NOTHING_DEPENDS.has(apiKey) ? "not this" : "nor the conversation";
}

type Fields = Readonly<Record<string, unknown>>;

/** FindCoordinator is served, but there are no coordinators yet. */
function needsCoordinator(answer: FrameLine | undefined): boolean {
  if (answer?.apiKey !== 10) return false;
  const found = answer.decoded as Fields | null;
  const rows = (found?.["coordinators"] ?? [found]) as (Fields | null)[];
  return rows.some((row) => row?.["errorCode"] === 0);
}

const FETCH = 1;
const LIST_OFFSETS = 2;
const EARLIEST = -2;

/** The records of the setup are old: where the recording took long enough, retention had deleted them meanwhile. */
function retentionHadRun(request: FrameLine, answer: FrameLine | undefined): boolean {
  if (answer === undefined) return false;
  const rows = (line: FrameLine, list: string): Fields[] =>
    (((line.decoded as Fields | null)?.[list] ?? []) as Fields[]).flatMap((topic) =>
      (topic["partitions"] as Fields[]).map((row) => ({ topic: topic["name"], ...row })),
    );
  if (request.apiKey === FETCH) {
    return rows(answer, "responses").some((row) => Number(row["logStartOffset"] ?? 0) > 0);
  }
  if (request.apiKey !== LIST_OFFSETS) return false;
  const answered = rows(answer, "topics");
  return rows(request, "topics").some(
    (asked) =>
      asked["timestamp"] === EARLIEST &&
      answered.some(
        (row) =>
          row["topic"] === asked["topic"] &&
          row["partitionIndex"] === asked["partitionIndex"] &&
          Number(row["offset"]) > 0,
      ),
  );
}

function needsTransactions({ apiKey, decoded }: FrameLine): boolean {
  if (apiKey !== 0 && apiKey !== 22) return false;
  return ((decoded as Fields | null)?.["transactionalId"] ?? null) !== null;
}

// The quorum view's model: what holds now, lanes that part, elections and stretches from the trace.
import { describe, expect, test } from "vitest";
import type { ClusterSnapshot, ControllerSnapshot, NodeSnapshot } from "../../engine/inspect/snapshot.ts";
import type { EngineEvent, TraceEvent } from "../../engine/trace/event.ts";
import { quorumDictionary } from "../i18n/quorum-words.ts";
import { cutBetween, testSnapshot } from "../testing/snapshots.ts";
import { isQuorumEvent, latestElections, stretchesOf } from "./elections.ts";
import { lanesOf } from "./lanes.ts";
import { isTouched, linkStates } from "./link-state.ts";
import { quorumNow, quorumOf } from "./quorum-model.ts";

interface TestVoter extends Partial<Omit<ControllerSnapshot, "role">> {
  readonly status?: NodeSnapshot["status"];
}

/** Three voters, the first of which leads in epoch 7, but for what is said of each. */
function quorum(changes: readonly TestVoter[] = [], links: ClusterSnapshot["links"] = []) {
  const snapshot = testSnapshot({ controllerStates: ["leader", "follower", "follower"], links });
  const nodes = snapshot.nodes.map((node): NodeSnapshot => {
    const change = node.role === "controller" ? changes[node.id - 3001] : undefined;
    if (change === undefined || node.detail?.role !== "controller") return node;
    const { status, ...detail } = change;
    return { ...node, status: status ?? node.status, detail: { ...node.detail, ...detail } };
  });
  return quorumOf({ ...snapshot, nodes });
}
const factOf = (...given: Parameters<typeof quorum>) => quorumNow(quorum(...given));

describe("what holds now", () => {
  test("three voters follow one leader", () => {
    expect(factOf()).toEqual({
      gravity: "calm",
      fact: { kind: "whole", leader: "C1", epoch: 7, voters: 3 },
    });
  });

  test("a single controller is its own majority", () => {
    expect(quorumNow(quorumOf(testSnapshot())).fact).toEqual({ kind: "alone", voter: "C1", epoch: 7 });
  });

  test("one down: the quorum lives on with none to spare", () => {
    expect(factOf([{}, {}, { status: "killed" }])).toEqual({
      gravity: "warn",
      fact: { kind: "reduced", leader: "C1", epoch: 7, without: ["C3"], following: 2, spare: 0 },
    });
  });

  test("two of three down: no quorum, also while the last one still believes it leads", () => {
    const dead = { status: "killed" } as const;
    expect(factOf([{}, dead, dead]).fact).toEqual({
      kind: "no-quorum",
      connected: 1,
      voters: 3,
      majority: 2,
    });
    const left = { state: "candidate", epoch: 9 } as const;
    expect(factOf([left, dead, dead])).toMatchObject({ gravity: "bad", fact: { kind: "no-quorum" } });
  });

  test("an election that can still be won", () => {
    const found = factOf([{ status: "killed" }, { state: "candidate", epoch: 8 }, { epoch: 8 }]);
    expect(found).toEqual({ gravity: "warn", fact: { kind: "electing", candidates: ["C2"] } });
  });

  test("cut links that leave nobody a majority", () => {
    const links = [...cutBetween(3001, 3002), ...cutBetween(3001, 3003), ...cutBetween(3002, 3003)];
    const found = factOf([{ state: "resigned" }, { state: "prospective" }, { state: "prospective" }], links);
    expect(found.fact).toEqual({ kind: "no-quorum", connected: 1, voters: 3, majority: 2 });
  });

  test("two that lead by their own words: the older epoch only believes it", () => {
    const cut = [...cutBetween(3001, 3002), ...cutBetween(3001, 3003)];
    const found = quorum([{ highWatermark: 118 }, { state: "leader", epoch: 8 }, { epoch: 8 }], cut);
    expect(found.voters.map(({ role }) => role)).toEqual(["stale", "leader", "follower"]);
    expect(quorumNow(found).fact).toEqual({
      kind: "two-leaders",
      stale: "C1",
      leader: "C2",
      highWatermark: 118,
    });
  });

  test("every fact has a sentence in both languages", () => {
    for (const language of ["ko", "en"] as const) {
      const w = quorumDictionary(language);
      expect(w.now(factOf().fact).fact).toContain("C1");
      expect(w.now({ kind: "no-quorum", connected: 1, voters: 3, majority: 2 }).cause).toContain("1");
    }
  });
});

test("lanes: a record that the new leader does not have goes when its voter follows", () => {
  const found = quorum([
    { highWatermark: 118, logEndOffset: 120, leaderEpochs: [{ epoch: 7, startOffset: 0 }] },
    {
      state: "leader",
      epoch: 8,
      highWatermark: 119,
      logEndOffset: 120,
      leaderEpochs: [
        { epoch: 7, startOffset: 0 },
        { epoch: 8, startOffset: 118 },
      ],
    },
    {
      epoch: 8,
      highWatermark: 119,
      logEndOffset: 119,
      leaderEpochs: [
        { epoch: 7, startOffset: 0 },
        { epoch: 8, startOffset: 118 },
      ],
    },
  ]);
  const { offsets, lanes, partsAt } = lanesOf(found, 4);
  expect([offsets, partsAt]).toEqual([[116, 117, 118, 119], 118]);
  const shown = lanes.map(({ cells }) => cells.map(({ epoch, state }) => `${epoch} ${state}`).slice(1));
  expect(shown).toEqual([
    ["7 committed", "7 diverging", "7 diverging"],
    ["7 committed", "8 committed", "8 uncommitted"],
    ["7 committed", "8 committed", "null absent"],
  ]);
});

test("links between voters: whole, cut and holding", () => {
  const { voters } = quorum();
  const links = linkStates(voters, [
    ...cutBetween(3001, 3002),
    { from: 3001, to: 3003, cut: false, delayMs: 0, held: 2, sinceMs: 5 },
  ]);
  expect(
    links.map((link) => [`${link.a.label}${link.b.label}`, link.cut, link.held, isTouched(link)]),
  ).toEqual([
    ["C1C2", "both", 0, true],
    ["C1C3", "no", 2, true],
    ["C2C3", "no", 0, false],
  ]);
});

test("a link that is cut one way says which way", () => {
  const { voters } = quorum();
  const silentOf = (from: number, to: number) =>
    linkStates(voters, [{ from, to, cut: true, delayMs: 0, held: null, sinceMs: 5 }])[0]?.silent;
  expect(silentOf(3001, 3002)).toEqual({ from: "C1", to: "C2" });
  expect(silentOf(3002, 3001)).toEqual({ from: "C2", to: "C1" });
  expect(linkStates(voters, cutBetween(3001, 3002))[0]?.silent).toBeNull();
});

let sequence = 0;
const at = (atMs: number, source: string, event: TraceEvent): EngineEvent => {
  return { id: `${source}:${++sequence}`, source, atMs, cause: null, event };
};
const VOTERS = [3001, 3002, 3003];

describe("elections in the trace", () => {
  const vote = { epoch: 8, candidate: 3002, preVote: false } as const;
  const story = [
    at(1_000, "3002", { kind: "election-started", epoch: 7, preVote: true }),
    at(1_010, "3002", { kind: "election-started", epoch: 8, preVote: false }),
    at(1_020, "3003", { kind: "vote-granted", ...vote }),
    at(1_021, "3001", { kind: "vote-refused", ...vote, reason: "log-behind" }),
  ];

  test("who voted for whom, and why not", () => {
    const [found, ...others] = latestElections(story, VOTERS);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ epoch: 8, candidate: 3002, preVote: false, won: false, votes: 2 });
    expect(found?.ballots.map(({ ballot }) => ballot)).toMatchObject([
      { kind: "refused", reason: "log-behind" },
      { kind: "self" },
      { kind: "granted" },
    ]);
  });

  test("whoever leads in the epoch has won; who says nothing is silent", () => {
    const led = at(1_030, "3002", {
      kind: "raft-state-changed",
      from: "candidate",
      to: "leader",
      epoch: 8,
      leader: 3002,
    });
    const [found] = latestElections([...story.slice(0, 3), led], VOTERS);
    expect(found).toMatchObject({ won: true, votes: 2 });
    expect(found?.ballots[0]?.ballot).toEqual({ kind: "silent" });
    expect(latestElections([], VOTERS)).toEqual([]);
  });

  test("a pre-vote after the election is told beside it; who cannot be reached is silent", () => {
    const asked = at(9_000, "3001", { kind: "election-started", epoch: 8, preVote: true });
    const [election, preVote] = latestElections([...story, asked], VOTERS);
    expect(election).toMatchObject({ candidate: 3002, preVote: false, votes: 2 });
    expect(preVote).toMatchObject({ candidate: 3001, preVote: true, votes: 1 });
  });

  test("stretches of states, with what was before the first of them, a freeze and an end", () => {
    const turn = {
      kind: "raft-state-changed",
      from: "follower",
      to: "leader",
      epoch: 8,
      leader: 3002,
    } as const;
    const events = [
      at(2_000, "3002", turn),
      at(3_000, "you", { kind: "command", command: { kind: "freeze", node: 3002 } }),
      at(4_000, "you", { kind: "command", command: { kind: "thaw", node: 3002 } }),
      at(5_000, "3002", { kind: "node-stopped", reason: "killed", error: null }),
    ];
    const found = stretchesOf(events, 3002, 1_000, 6_000);
    expect(found.map(({ fromMs, toMs, state }) => [fromMs, toMs, state])).toEqual([
      [1_000, 2_000, "follower"],
      [2_000, 3_000, "leader"],
      [3_000, 4_000, "frozen"],
      [4_000, 5_000, "leader"],
      [5_000, 6_000, "killed"],
    ]);
    expect(found[3]?.epoch).toBe(8);
  });

  test("the list has the quorum's own events and what was done by hand, not the brokers'", () => {
    const voters = new Set(VOTERS);
    const kill = { kind: "kill", node: 1 };
    expect(isQuorumEvent(at(1, "you", { kind: "command", command: kill }), voters)).toBe(true);
    expect(isQuorumEvent(at(1, "you", { kind: "command", command: { kind: "pause" } }), voters)).toBe(false);
    expect(isQuorumEvent(at(1, "1", { kind: "node-ready", role: "broker" }), voters)).toBe(false);
    expect(isQuorumEvent(at(1, "3001", { kind: "node-ready", role: "controller" }), voters)).toBe(true);
    expect(isQuorumEvent(at(1, "3001", { kind: "disk-flushed", bytes: 1 }), voters)).toBe(false);
  });
});

// English of the quorum view. Typed by the Korean dictionary.
import type { VoteRefusal } from "../../engine/trace/event.ts";
import { controllerRoles } from "../cluster/node-state.ts";
import type { QuorumFact } from "../quorum/quorum-model.ts";
import { en } from "./en.ts";
import { count, span } from "./numbers.ts";
import type { QuorumDictionary } from "./quorum-ko.ts";

const refusals: Readonly<Record<VoteRefusal, string>> = {
  "has-leader": "refused · heard from a leader lately",
  voted: "refused · its vote of this epoch is given",
  "log-behind": "refused · the candidate's log is shorter",
  "old-epoch": "refused · it is in a newer epoch",
  "own-candidacy": "refused · stands or leads itself",
};

const NO_METADATA =
  "Partitions whose leader lives still take and give records. Creating topics, ISR changes, partition leader elections and new producer ids wait until a majority is back.";

function now(fact: QuorumFact): { readonly fact: string; readonly cause: string } {
  switch (fact.kind) {
    case "starting":
      return { fact: "The quorum is starting.", cause: "" };
    case "alone":
      return {
        fact: `${fact.voter} is the only controller. Epoch ${fact.epoch}.`,
        cause: "With one voter the majority is 1. When it stops, no metadata can change.",
      };
    case "none":
      return { fact: "The only controller does not run.", cause: NO_METADATA };
    case "whole":
      return {
        fact: `${fact.leader} leads in epoch ${fact.epoch}.`,
        cause: `All ${fact.voters} voters follow the same metadata log.`,
      };
    case "reduced":
      return {
        fact: `${fact.leader} leads and commits without ${fact.without.join(", ")}.`,
        cause:
          fact.spare === 0
            ? `${fact.following} voters, the leader included, are just a majority. One more loss ends the quorum.`
            : `${fact.following} voters follow, the leader included. The quorum survives ${fact.spare} more ${fact.spare === 1 ? "loss" : "losses"}.`,
      };
    case "two-leaders":
      return {
        fact: "Two seem to lead, but only one commits.",
        cause: `No majority answers ${fact.stale}, so its HW stays at ${fact.highWatermark}. ${fact.leader} is the leader that commits.`,
      };
    case "losing":
      return {
        fact: `No majority follows ${fact.leader}.`,
        cause: "After one and a half fetch timeouts without their fetches it resigns.",
      };
    case "electing":
      return {
        fact: "No controller leads now.",
        cause:
          fact.candidates.length === 0
            ? "A voter that has lost its leader starts an election soon."
            : `${fact.candidates.join(", ")} ${fact.candidates.length === 1 ? "asks" : "ask"} for votes.`,
      };
    case "no-quorum":
      return {
        fact: "There is no quorum.",
        cause: `At most ${fact.connected} of ${fact.voters} voters are in touch, and the majority is ${fact.majority}. ${NO_METADATA}`,
      };
  }
}

export const quorumEn: QuorumDictionary = {
  title: "Controller quorum",
  log: "Metadata log",
  toPlayground: "To the playground",
  open: "See the quorum",
  roles: controllerRoles(en),
  refusals,
  now,
  voters: "Voters",
  offset: "Offset",
  drawing: "Drawing of the metadata logs",
  lane: (voter, role, epoch, hw, leo, lag) =>
    `${voter}, ${role}, epoch ${epoch}, HW ${hw}, LEO ${leo}${lag === null ? "" : `, ${lag} behind the leader`}`,
  actions: (voter) => `Actions on ${voter}`,
  lag: (records) => (records === 0 ? "not behind" : `${count(records)} behind`),
  fetched: (ms) => `fetch ${span(ms)} ago`,
  neverFetched: "no fetch",
  unknownLag: "known to a leader only",
  down: (ms) => `for ${span(ms)}`,
  votedFor: (voter, epoch) => `vote in epoch ${epoch}: ${voter}`,
  uncommitted: "Uncommitted",
  willTruncate: "truncated on rejoin",
  cells: {
    committed: "committed",
    uncommitted: "uncommitted",
    diverging: "diverging, truncated on rejoin",
    absent: "not here yet",
    before: "before the log start",
  },
  majorityLine: (following, voters, majority) =>
    `${following} of ${voters} voters follow · majority ${majority}`,
  majorityTitle: "Majority",
  election: (epoch, preVote) => `${preVote ? "Pre-vote" : "Votes"} of epoch ${epoch}`,
  noElection: "No election is on record. Kill the leader to see one here.",
  electedFor: (candidate) => `Candidate ${candidate}`,
  ballot: { self: "for itself", granted: "granted", silent: "no answer" },
  tally: (votes, voters, won, majority) =>
    `${votes} / ${voters} · ${votes >= majority ? "majority" : "no majority"}${won ? " · elected" : ""}`,
  observers: "Observers",
  observersNote: "Brokers that follow the metadata log without a vote.",
  noObservers: "No leader knows of observers.",
  links: "Links",
  linksNote:
    "The connections between voters. Cut, their bytes wait; healed, these go on in order. Slowed, they take 800 ms longer; held, messages go one by one at your word.",
  noLinks: "A single voter has no links.",
  link: (a, b) => `${a} ↔ ${b}`,
  linkState: (state) => {
    const parts = [
      ...(state.cut === "both" ? ["cut"] : []),
      ...(state.cut === "one-way"
        ? [state.silent ? `only ${state.silent.from}→${state.silent.to} cut` : "cut one way"]
        : []),
      ...(state.delayMs > 0 ? [`+${span(state.delayMs)}`] : []),
      ...(state.holds ? [`holds ${state.held}`] : []),
    ];
    return parts.length === 0 ? "whole" : parts.join(" · ");
  },
  since: (ms) => `${span(ms)} ago`,
  cut: "Cut",
  heal: "Heal",
  slow: "Slow",
  hold: "Hold",
  let: "Release",
  onLink: (action, link) => `${action} ${link}`,
  isolate: (voter) => `Isolate ${voter}`,
  healAll: "Heal all links",
  held: "Held messages",
  heldNote: "A message is a whole frame. Within a connection the first goes first.",
  noHeld: "No message is held. Hold a link to make its frames wait here.",
  message: (api, isResponse, id) => `${api} ${isResponse ? "response" : "request"} #${id}`,
  release: "Release",
  drop: "Drop",
  dropNote: "Dropping breaks the TCP connection.",
  waitsBehind: "waits for the one before",
  onMessage: (action, message, from, to) => `${action} ${message} from ${from} to ${to}`,
  history: "States over time",
  stretch: (voter, state, epoch, ms) =>
    `${voter} ${state}${epoch === null ? "" : ` in epoch ${epoch}`} for ${span(ms)}`,
  events: "Quorum events",
  noEvents: "No events of the quorum yet.",
  unknownState: "unknown",
  size: (controllers) => `${controllers} ${controllers === 1 ? "controller" : "controllers"}`,
  changeSize: "Change the number of controllers",
  columns: {
    voter: "Voter",
    role: "Role",
    epoch: "Epoch",
    vote: "Vote",
    hw: "HW",
    leo: "LEO",
    lag: "Behind",
    fetch: "Last fetch",
    from: "From",
    to: "To",
    message: "Message",
    size: "Size",
    wait: "Waiting",
  },
  oneController:
    "With one controller there is little to see of elections and majorities. Start over with three, and the cluster lives on when one is down.",
  tabs: { log: "Log", links: "Links", events: "Events" },
};

// What can be done to a node, as the fault plane has it: the menu of the drawing and the node tree show this one list.
import type { ClusterCommand } from "../../engine/cluster/command.ts";
import type { DiskSnapshot } from "../../engine/inspect/snapshot.ts";
import type { Dictionary } from "../i18n/ko.ts";
import { type BrokerView, type ClusterView, type ControllerView, type LinkView, linkViews } from "./model.ts";
import { controllerRoles } from "./node-state.ts";

export type ActionIcon =
  | "power"
  | "zap"
  | "play"
  | "restart"
  | "snowflake"
  | "sun"
  | "eraser"
  | "disk"
  | "unplug"
  | "link"
  | "clock"
  | "hand"
  | "scissors";

export interface Action {
  readonly id: string;
  readonly label: string;
  readonly icon: ActionIcon;
  readonly command: ClusterCommand;
}

export interface ActionGroup {
  readonly title: string | null;
  readonly actions: readonly Action[];
  /** One of many alike: it opens when it is asked for. */
  readonly folded?: boolean;
}

export function nodeName(view: ClusterView, words: Dictionary, id: number): string {
  return view.controllers.find((controller) => controller.id === id)?.label ?? words.cluster.broker(id);
}

/** Short enough for a label on a link: 1, C1. */
export function shortName(view: ClusterView, id: number): string {
  return view.controllers.find((controller) => controller.id === id)?.label ?? String(id);
}

/** What is the matter with a link, which way it is cut too. */
export function linkText(link: LinkView, view: ClusterView, words: Dictionary): string {
  const { a, b, cut, unheard, holds, held, delayMs } = link;
  const [here, there] = [shortName(view, a), shortName(view, b)];
  const w = words.cluster;
  if (cut === "both") return w.linkCut(here, there);
  if (cut === "one-way") return unheard === b ? w.linkCutOneWay(there, here) : w.linkCutOneWay(here, there);
  return holds ? w.linkHeld(here, there, held) : w.linkSlow(here, there, delayMs);
}

function nodeOf(view: ClusterView, id: number): BrokerView | ControllerView | undefined {
  return (
    view.brokers.find((broker) => broker.id === id) ??
    view.controllers.find((controller) => controller.id === id)
  );
}

/** How a broker fares, in a word: one that cannot write is not fine because its process runs. */
export function brokerStatus(broker: BrokerView, words: Dictionary): string {
  const { status, fenced, diskError, offlineDirs, disk } = broker;
  if (diskError !== null) return words.cluster.diskOffline;
  if (!fenced && offlineDirs.length > 0) return words.cluster.dirsOffline(offlineDirs.join(", "));
  if (fenced) return words.cluster.fenced;
  return (status === "running" ? diskText(disk, words) : null) ?? words.cluster.nodeStatus[status];
}

/** The same of a controller: what it is in the quorum, unless its disk is what matters. */
export function controllerStatus({ status, role, disk }: ControllerView, words: Dictionary): string {
  return (status === "running" ? diskText(disk, words) : null) ?? controllerRoles(words)[role];
}

/** What is the matter with a disk, null when nothing is that one could not see otherwise. */
function diskText(disk: DiskSnapshot | null, words: Dictionary): string | null {
  if (disk?.full) return words.cluster.diskFull;
  return disk && disk.delayMs > 0 ? words.cluster.diskSlow(disk.delayMs) : null;
}

export function nodeActions(view: ClusterView, words: Dictionary, node: number): readonly ActionGroup[] {
  const known = nodeOf(view, node);
  if (known === undefined) return [];
  const { status } = known;
  const w = words.faults;
  const lifecycle: Action[] = [];
  if (status === "running" || status === "starting") {
    lifecycle.push(
      { id: "kill", label: w.kill, icon: "zap", command: { kind: "kill", node } },
      { id: "tear", label: w.tear, icon: "scissors", command: { kind: "tear", node } },
      { id: "stop", label: w.stop, icon: "power", command: { kind: "stop", node } },
      { id: "restart", label: w.restart, icon: "restart", command: { kind: "restart", node } },
      { id: "freeze", label: w.freeze, icon: "snowflake", command: { kind: "freeze", node } },
    );
  } else if (status === "frozen") {
    lifecycle.push(
      { id: "thaw", label: w.thaw, icon: "sun", command: { kind: "thaw", node } },
      { id: "kill", label: w.kill, icon: "zap", command: { kind: "kill", node } },
    );
  } else {
    lifecycle.push(
      { id: "start", label: w.start, icon: "play", command: { kind: "start", node } },
      { id: "wipeDisk", label: w.wipeDisk, icon: "eraser", command: { kind: "wipeDisk", node } },
    );
  }
  const disk = diskActions(known, words);
  const links = linkGroups(view, words, node);
  const groups: readonly ActionGroup[] = [
    { title: null, actions: lifecycle },
    { title: w.disk, actions: disk },
    ...(links.length > LINKS_MAX
      ? links.map((group) => ({ ...group, folded: true }))
      : [{ title: w.links, actions: links.flatMap(({ actions }) => actions) }]),
  ];
  return groups.filter(({ actions }) => actions.length > 0);
}

/** One that was slowed or filled is put right also while its node is down. */
function diskActions({ id: node, status, disk }: BrokerView | ControllerView, words: Dictionary): Action[] {
  const w = words.faults;
  const isRunning = status === "running";
  const { delayMs, full } = disk ?? { delayMs: 0, full: false };
  const actions: Action[] = [];
  if (delayMs > 0) {
    actions.push({
      id: "fastDisk",
      label: w.fastDisk,
      icon: "disk",
      command: { kind: "slowDisk", node, delayMs: 0 },
    });
  } else if (isRunning) {
    actions.push({
      id: "slowDisk",
      label: w.slowDisk,
      icon: "clock",
      command: { kind: "slowDisk", node, delayMs: 500 },
    });
  }
  if (full) {
    actions.push({
      id: "freeDisk",
      label: w.freeDisk,
      icon: "disk",
      command: { kind: "fullDisk", node, full: false },
    });
  } else if (isRunning) {
    actions.push({
      id: "fullDisk",
      label: w.fullDisk,
      icon: "disk",
      command: { kind: "fullDisk", node, full: true },
    });
  }
  return actions;
}

/** More links than that are not looked through one by one. */
const LINKS_MAX = 3;

/** For each other node, its like first: cut, slow or hold the link to it that is whole, heal the one that is not. */
function linkGroups(view: ClusterView, words: Dictionary, node: number): readonly ActionGroup[] {
  const isController = view.controllers.some(({ id }) => id === node);
  const [like, unlike] = isController ? [view.controllers, view.brokers] : [view.brokers, view.controllers];
  const others = [...like, ...unlike].map(({ id }) => id).filter((id) => id !== node);
  const touched = linkViews(view.links);
  // Beside C1 a mere 1 is no name.
  const name = (id: number): string => (isController ? nodeName(view, words, id) : shortName(view, id));
  return others.map((other) => ({
    title: words.faults.link(name(node), name(other)),
    actions: linkActions(words, { id: node, name: name(node) }, { id: other, name: name(other) }, touched),
  }));
}

interface LinkEnd {
  readonly id: number;
  readonly name: string;
}

function linkActions(
  words: Dictionary,
  { id: node, name: here }: LinkEnd,
  { id: other, name: there }: LinkEnd,
  touched: readonly LinkView[],
): readonly Action[] {
  const w = words.faults;
  const isTouched = touched.some(({ a, b }) => (a === node && b === other) || (a === other && b === node));
  if (isTouched) {
    return [
      {
        id: `heal-${other}`,
        label: w.healLink(here, there),
        icon: "link",
        command: { kind: "healLink", a: node, b: other },
      },
    ];
  }
  return [
    {
      id: `cut-${other}`,
      label: w.cutLink(here, there),
      icon: "unplug",
      command: { kind: "cutLink", a: node, b: other },
    },
    {
      id: `cut-one-way-${other}`,
      label: w.cutOneWay(here, there),
      icon: "unplug",
      command: { kind: "cutLink", a: node, b: other, oneWay: true },
    },
    {
      id: `slow-${other}`,
      label: w.slowLink(here, there),
      icon: "clock",
      command: { kind: "slowLink", a: node, b: other, delayMs: 800 },
    },
    {
      id: `hold-${other}`,
      label: w.holdLink(here, there),
      icon: "hand",
      command: { kind: "holdLink", a: node, b: other },
    },
  ];
}

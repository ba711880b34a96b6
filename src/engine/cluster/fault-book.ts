// Which links and disks are broken, since when: the cluster's own book, from which the plain FaultState of the hosts
// and the links and disks of the snapshot are read.
import type { DiskSnapshot, HeldMessageSnapshot, LinkSnapshot } from "../inspect/snapshot.ts";
import type { FaultState } from "./faults.ts";

export interface FaultBook {
  cut(from: number, to: number): void;
  slow(from: number, to: number, delayMs: number): void;
  hold(from: number, to: number, hold: boolean): void;
  heal(from: number, to: number): void;
  slowDisk(node: number, delayMs: number): void;
  fullDisk(node: number, full: boolean): void;
  failLogDir(node: number, dir: string, failed: boolean): void;
  state(): FaultState;
  links(held: readonly HeldMessageSnapshot[]): LinkSnapshot[];
  disks(): DiskSnapshot[];
}

export function createFaultBook(nowMs: () => number): FaultBook {
  const links = new Map<string, LinkSnapshot>();
  const disks = new Map<number, DiskSnapshot>();

  function setLink(
    from: number,
    to: number,
    change: Partial<Pick<LinkSnapshot, "cut" | "delayMs" | "held">>,
  ): void {
    const key = `${from}>${to}`;
    const before = links.get(key) ?? { from, to, cut: false, delayMs: 0, held: null, sinceMs: nowMs() };
    const after = { ...before, ...change };
    if (after.cut || after.delayMs > 0 || after.held !== null) links.set(key, after);
    else links.delete(key);
  }

  function setDisk(node: number, change: Partial<Omit<DiskSnapshot, "node">>): void {
    const after = { ...(disks.get(node) ?? { node, delayMs: 0, full: false, failedDirs: [] }), ...change };
    if (after.full || after.delayMs > 0 || after.failedDirs.length > 0) disks.set(node, after);
    else disks.delete(node);
  }

  return {
    cut: (from, to) => setLink(from, to, { cut: true }),
    slow: (from, to, delayMs) => setLink(from, to, { delayMs }),
    hold: (from, to, hold) => setLink(from, to, { held: hold ? 0 : null }),
    heal: (from, to) => setLink(from, to, { cut: false, delayMs: 0, held: null }),
    slowDisk: (node, delayMs) => setDisk(node, { delayMs }),
    fullDisk: (node, full) => setDisk(node, { full }),
    failLogDir(node, dir, failed) {
      const others = (disks.get(node)?.failedDirs ?? []).filter((other) => other !== dir);
      setDisk(node, { failedDirs: failed ? [...others, dir] : others });
    },
    state: () => ({
      links: [...links.values()].map(({ from, to, cut, delayMs, held }) => {
        return { from, to, cut, delayMs, hold: held !== null };
      }),
      disks: [...disks.values()],
    }),
    links: (messages) =>
      [...links.values()].map((link) => {
        if (link.held === null) return link;
        const held = messages.filter(({ from, to }) => from === link.from && to === link.to).length;
        return { ...link, held };
      }),
    disks: () => [...disks.values()],
  };
}

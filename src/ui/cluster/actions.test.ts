import { expect, test } from "vitest";
import type { ClusterSnapshot, NodeSnapshot } from "../../engine/inspect/snapshot.ts";
import { en } from "../i18n/en.ts";
import { testSnapshot } from "../testing/snapshots.ts";
import { brokerStatus, controllerStatus, nodeActions } from "./actions.ts";
import { viewOf } from "./model.ts";

test("a broker says which of its log directories it has to do without", () => {
  const snapshot = testSnapshot();
  const withOffline = (node: NodeSnapshot): NodeSnapshot => {
    if (node.id !== 1 || node.detail?.role !== "broker") return node;
    const [dir] = node.detail.logDirs;
    const logDirs = [dir!, { ...dir!, path: "/data/2", offline: "worn out" }];
    return { ...node, detail: { ...node.detail, logDirs } };
  };
  const broken: ClusterSnapshot = { ...snapshot, nodes: snapshot.nodes.map(withOffline) };
  const statuses = viewOf(broken).brokers.map((broker) => brokerStatus(broker, en));
  expect(statuses[0]).toBe("/data/2 offline");
  expect(statuses[1]).toBe("Running");
});

test("of few links every action is there; of many each link is behind its name", () => {
  const view = viewOf(testSnapshot());
  const titles = (wide: typeof view) => nodeActions(wide, en, 1).map(({ title, folded }) => [title, folded]);
  expect(titles(view).map(([title]) => title)).toEqual([null, en.faults.disk, en.faults.links]);
  const [broker] = view.brokers;
  const brokers = Array.from({ length: 9 }, (_, i) => ({ ...broker!, id: i + 1 }));
  const groups = titles({ ...view, brokers });
  expect(groups.slice(0, 3)).toEqual([
    [null, undefined],
    [en.faults.disk, undefined],
    [en.faults.link("1", "2"), true],
  ]);
});

test("a controller's links to its like come first, brokers are named in full, and a link can be cut one way", () => {
  const view = viewOf(testSnapshot());
  const [controller] = view.controllers;
  const node = controller?.id ?? 0;
  const second = { ...controller!, id: node + 1, label: "C2" };
  const groups = nodeActions({ ...view, controllers: [controller!, second] }, en, node);
  const links = groups.filter(({ folded }) => folded);
  expect(links.map(({ title }) => title).slice(0, 2)).toEqual([
    en.faults.link("C1", "C2"),
    en.faults.link("C1", en.cluster.broker(1)),
  ]);
  expect(links[0]?.actions.map(({ command }) => command)).toContainEqual({
    kind: "cutLink",
    a: node,
    b: node + 1,
    oneWay: true,
  });
});

test("a disk that was slowed or filled says so, and is put right also while its node is down", () => {
  const disk = { node: 2, delayMs: 500, full: false, failedDirs: [] };
  const offered = (change: Partial<typeof disk>, status: "running" | "killed") => {
    const view = viewOf(testSnapshot({ disks: [{ ...disk, ...change }], status: { 2: status } }));
    const actions = nodeActions(view, en, 2).find(({ title }) => title === en.faults.disk)?.actions ?? [];
    return [brokerStatus(view.brokers[1]!, en), ...actions.map(({ id }) => id)];
  };
  expect(offered({}, "running")).toEqual(["Disk +500 ms", "fastDisk", "fullDisk"]);
  expect(offered({ full: true }, "running")).toEqual(["Disk full", "fastDisk", "freeDisk"]);
  expect(offered({ delayMs: 0, full: true }, "killed")).toEqual([en.cluster.nodeStatus.killed, "freeDisk"]);
  expect(offered({ delayMs: 0 }, "running")).toEqual(["Running", "slowDisk", "fullDisk"]);
});

test("so does a controller's", () => {
  const [first] = viewOf(testSnapshot()).controllers;
  const disks = [{ node: first!.id, delayMs: 500, full: false, failedDirs: [] }];
  const status = (snapshot: ClusterSnapshot): string =>
    controllerStatus(viewOf(snapshot).controllers[0]!, en);
  expect(status(testSnapshot())).toBe(en.cluster.controllerRole.leader);
  expect(status(testSnapshot({ disks }))).toBe("Disk +500 ms");
});

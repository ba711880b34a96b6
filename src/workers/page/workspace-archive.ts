// Files out of a workspace and into it. The page reads the nodes' databases itself; the archive is a Blob, which the
// browser keeps where it likes, so that never all of it is in this page's memory. Loaded when it is first used.
import type { ArchiveHost, OnProgress, OpenedStore } from "../../engine/archive/archive-host.ts";
import { type ExportRequest, exportArchive } from "../../engine/archive/export-archive.ts";
import { type Archive, type ImportOutcome, importArchive } from "../../engine/archive/import-archive.ts";
import type { ImportPlan } from "../../engine/archive/plan.ts";
import { StoreWriter } from "../../engine/archive/store-writer.ts";
import { unpack } from "../../engine/archive/unpack.ts";
import { createTraceLog } from "../../engine/cluster/trace-log.ts";
import type { ClientPorts } from "../../engine/ports/ports.ts";
import { createIndexedDbStore, deleteDisk, type IndexedDbStore } from "../disk/indexeddb-store.ts";
import { createPortNetwork } from "../net/port-network.ts";
import type { RunningCluster } from "./running-cluster.ts";

/** What goes into the Blob at once. */
const PART_BYTES = 4 * 1024 * 1024;

export interface ArchiveParts {
  readonly running: RunningCluster;
  readonly diskName: (node: number) => string;
}

export async function exportBlob(
  parts: ArchiveParts,
  request: ExportRequest,
  onProgress: OnProgress,
): Promise<Blob> {
  const blobs: Blob[] = [];
  let part: BlobPart[] = [];
  let partBytes = 0;
  const seal = (): void => {
    blobs.push(new Blob(part));
    part = [];
    partBytes = 0;
  };
  await withHost(parts, (host) =>
    exportArchive(
      host,
      request,
      (bytes) => {
        part.push(bytes as BlobPart);
        partBytes += bytes.length;
        if (partBytes >= PART_BYTES) seal();
      },
      onProgress,
    ),
  );
  seal();
  return new Blob(blobs, { type: "application/x-tar" });
}

/** `adopt` makes the workspace live on the disks that were written, named by `stagedName`. */
export function importBlob(
  parts: ArchiveParts,
  file: Blob,
  onProgress: OnProgress,
  stagedName: (node: number) => string,
  adopt: (clusterId: string) => Promise<void>,
): Promise<ImportOutcome> {
  return withHost(parts, async (host) => {
    const archive = await archiveOf(file);
    const replaceWorkspace = async (
      plan: ImportPlan & { readonly kind: "workspace" },
      _: Archive,
      onBytes: (bytes: number) => void,
    ): Promise<void> => {
      await stage(plan, archive, stagedName, onBytes);
      await adopt(plan.clusterId);
    };
    return await importArchive({ ...host, replaceWorkspace }, archive, onProgress);
  });
}

/** New databases beside the old ones, so that whatever fails leaves those alone. */
async function stage(
  { nodes }: ImportPlan & { readonly kind: "workspace" },
  archive: Archive,
  stagedName: (node: number) => string,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const stores = new Map<string, { readonly store: IndexedDbStore; readonly writer: StoreWriter }>();
  const close = (): void => {
    for (const { store } of stores.values()) store.close();
  };
  try {
    for (const { id, prefix } of nodes) {
      await deleteDisk(stagedName(id));
      const store = createIndexedDbStore(stagedName(id));
      await store.load();
      stores.set(prefix, { store, writer: new StoreWriter(store) });
    }
    await unpack(
      archive.open(),
      (name) => {
        for (const [prefix, { writer }] of stores) {
          if (name.startsWith(prefix)) return [{ writer, name: name.slice(prefix.length) }];
        }
        return [];
      },
      onBytes,
    );
    for (const { writer } of stores.values()) await writer.commit();
    close();
  } catch (error) {
    close();
    await Promise.all(nodes.map(({ id }) => deleteDisk(stagedName(id)).catch(() => {})));
    throw error;
  }
}

async function archiveOf(file: Blob): Promise<Archive> {
  const begin = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  const isCompressed = begin[0] === 0x1f && begin[1] === 0x8b;
  return {
    sizeBytes: isCompressed ? null : file.size,
    open: () =>
      piecesOf(isCompressed ? file.stream().pipeThrough(new DecompressionStream("gzip")) : file.stream()),
  };
}

/** Not every browser lets a stream be iterated. */
async function* piecesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel();
  }
}

async function withHost<T>(
  { running, diskName }: ArchiveParts,
  work: (host: ArchiveHost) => Promise<T>,
): Promise<T> {
  const party = running.hub.join({ host: "archive", node: null });
  const { network } = createPortNetwork(party.port, (happening) => happening());
  const random = new Uint32Array(1);
  const clock: ClientPorts["clock"] = {
    monotonicMs: () => performance.now(),
    wallMs: () => running.time.wallMs(),
    setTimer(delayMs, fire) {
      const timer = setTimeout(fire, delayMs);
      return { cancel: () => clearTimeout(timer) };
    },
  };
  const host: ArchiveHost = {
    cluster: running.cluster,
    ports: {
      clock,
      rng: { nextUint32: () => crypto.getRandomValues(random)[0]! },
      network,
      // What the page itself asks is not the cluster's story.
      trace: createTraceLog(1).traceOf("archive", clock.monotonicMs),
    },
    async openStore(node): Promise<OpenedStore> {
      const store = createIndexedDbStore(diskName(node));
      const files = await store.load();
      return { store, files, close: () => store.close() };
    },
  };
  try {
    return await work(host);
  } finally {
    party.leave();
  }
}

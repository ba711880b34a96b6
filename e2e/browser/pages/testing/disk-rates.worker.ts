// How fast a disk flushes to IndexedDB, and beside it how fast the browser takes the same records when they are simply put.
import { expose } from "comlink";
import { deleteDB, openDB } from "idb";
import { mountDisk } from "../../../../src/engine/disk/page-cache.ts";
import {
  createIndexedDbStore,
  deleteDisk,
  RECORD_BYTES,
} from "../../../../src/workers/disk/indexeddb-store.ts";

export interface DiskRates {
  /** Milliseconds that each flush took. */
  readonly oursMs: readonly number[];
  readonly rawMs: readonly number[];
}

const DISK = "disk-rates";
const RAW = "disk-rates-raw";

/** Flushes of `flushBytes`, by turns on both sides, so that what else the machine does meets both alike. */
async function measure(flushes: number, flushBytes: number): Promise<DiskRates> {
  await Promise.all([deleteDisk(DISK), deleteDB(RAW)]);
  const records = flushBytes / RECORD_BYTES;
  const store = createIndexedDbStore(DISK);
  const disk = await mountDisk(store, { cacheBytes: 8 * flushBytes });
  const file = disk.open("orders-0/00000000000000000000.log");
  const raw = await openDB(RAW, 1, { upgrade: (fresh) => void fresh.createObjectStore("records") });
  const bytes = new Uint8Array(flushBytes);
  for (let i = 0; i < bytes.length; i++) bytes[i] = i * 31;
  const oursMs: number[] = [];
  const rawMs: number[] = [];
  const ours = async (): Promise<void> => {
    file.append(bytes);
    const start = performance.now();
    await disk.flush();
    oursMs.push(performance.now() - start);
  };
  const simply = async (flush: number): Promise<void> => {
    const start = performance.now();
    const transaction = raw.transaction("records", "readwrite", { durability: "relaxed" });
    const puts: Promise<unknown>[] = [transaction.done];
    for (let i = 0; i < records; i++) {
      const record = bytes.slice(i * RECORD_BYTES, (i + 1) * RECORD_BYTES).buffer;
      puts.push(transaction.store.put(record, [0, flush * records + i]));
    }
    await Promise.all(puts);
    rawMs.push(performance.now() - start);
  };
  for (let flush = 0; flush < flushes; flush++) {
    if (flush % 2 === 0) await ours();
    await simply(flush);
    if (flush % 2 === 1) await ours();
  }
  disk.kill();
  store.close();
  raw.close();
  await Promise.all([deleteDisk(DISK), deleteDB(RAW)]);
  return { oursMs, rawMs };
}

export const rates = { measure };
expose(rates);

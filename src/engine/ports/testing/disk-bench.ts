// The form of a case of the disk suite, and what its cases look at.
import { seededRandom } from "../../base/random.ts";
import { type Disk, DiskError } from "../disk.ts";

/** One medium under test. */
export interface DiskBench {
  /** Opens the disk; with `cacheBytes`, small, so that reading back must go to the medium. */
  mount(options?: { cacheBytes?: number }): Promise<Disk>;
  /** Power cut: the disk that was mounted last is dead; mount() finds what was durable. */
  crash(): Promise<void>;
  /** How many bytes fit from now on, null for no limit. Absent when the medium cannot be limited. */
  setQuota?(bytes: number | null): void;
  /** How many bytes the medium keeps. Absent when it cannot tell. */
  storedBytes?(): Promise<number>;
}

export interface DiskCase {
  readonly name: string;
  run(bench: DiskBench): Promise<void>;
}

export const text = (words: string): Uint8Array => Uint8Array.from(words, (letter) => letter.charCodeAt(0));

export function pattern(length: number, seed: number): Uint8Array {
  const random = seededRandom(seed);
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) bytes[i] = random.nextUint32() & 0xff;
  return bytes;
}

export function same(actual: Uint8Array, expected: Uint8Array, what: string): void {
  if (actual.length !== expected.length) {
    throw new Error(`${what}: ${actual.length} bytes instead of ${expected.length}`);
  }
  for (let i = 0; i < actual.length; i++) {
    if (actual[i] !== expected[i]) {
      throw new Error(`${what}: byte ${i} is ${actual[i]} instead of ${expected[i]}`);
    }
  }
}

export function equal(actual: unknown, expected: unknown, what: string): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${what}: ${a} instead of ${b}`);
}

export function most(actual: number, bound: number, what: string): void {
  if (actual > bound) throw new Error(`${what}: ${actual} is more than ${bound}`);
}

export async function content(disk: Disk, name: string): Promise<Uint8Array> {
  const file = disk.open(name);
  return await file.read(0, file.sizeBytes);
}

export async function expectContent(disk: Disk, name: string, expected: Uint8Array): Promise<void> {
  equal(disk.exists(name), true, `${name} exists`);
  equal(disk.open(name).sizeBytes, expected.length, `size of ${name}`);
  same(await content(disk, name), expected, name);
}

export async function expectDiskError(kind: string, work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    equal(error.kind, kind, `kind of "${error.message}"`);
    return;
  }
  throw new Error(`DiskError "${kind}" was expected`);
}

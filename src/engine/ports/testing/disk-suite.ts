// What every Disk must do, whatever lies under it. A host's test calls diskCases() with its own way to make a disk and
// runs each case; nothing here needs a test framework, so that a page in a real browser can run it too.
import { randomBelow, seededRandom } from "../../base/random.ts";
import {
  content,
  type DiskBench,
  type DiskCase,
  equal,
  expectContent,
  expectDiskError,
  pattern,
  same,
  text,
} from "./disk-bench.ts";
import { SPARSE_CASES } from "./sparse-cases.ts";

export function diskCases(): readonly DiskCase[] {
  return [...CASES, ...SPARSE_CASES];
}

const MIB = 1024 * 1024;

const CASES: readonly DiskCase[] = [
  {
    name: "what is written can be read at once, and copies are the caller's",
    async run(bench) {
      const disk = await bench.mount();
      const file = disk.open("orders-0/a.log");
      const buffer = text("hello");
      file.append(buffer);
      buffer.fill(0);
      const read = file.read(0, 100);
      if (!(read instanceof Uint8Array)) throw new Error("bytes in the cache come at once");
      same(read, text("hello"), "read");
      read.fill(1);
      await expectContent(disk, "orders-0/a.log", text("hello"));
      same(file.peek(1, 3) ?? text(""), text("ell"), "looked at");
      equal(file.peek(5, 1), null, "looked at, behind the end");
      same(await file.read(1, 3), text("ell"), "middle");
      equal((await file.read(5, 1)).length, 0, "at the end");
      equal((await file.read(99, 1)).length, 0, "behind the end");
      equal(disk.open("orders-0/a.log") === file, true, "the same object");
    },
  },
  {
    name: "what was looked at stays, whatever is done with the file then",
    async run(bench) {
      const disk = await bench.mount();
      const file = disk.open("a.log");
      const written = pattern(MIB / 2, 7);
      file.append(written);
      await disk.flush();
      const seen = [0, 1000, 262_000].map((at) => [at, file.peek(at, 100)] as const);
      const check = (when: string): void => {
        for (const [at, view] of seen)
          if (view !== null) same(view, written.subarray(at, at + view.length), `at ${at}, ${when}`);
      };
      file.append(text("more"));
      check("appended");
      file.write(1050, text("other"));
      check("overwritten");
      file.truncate(1010);
      file.append(text("another end"));
      check("cut");
      await disk.flush();
      check("flushed");
      disk.remove("a.log");
      check("removed");
    },
  },
  {
    name: "a crash loses what was not flushed, and only that",
    async run(bench) {
      let disk = await bench.mount();
      disk.open("a").append(text("one"));
      disk.open("empty");
      await disk.flush();
      equal(disk.dirtyBytes(), 0, "dirty after the flush");
      equal(disk.changedFiles(), 0, "changed files after the flush");
      disk.open("a").append(text("two"));
      disk.open("b").append(text("b"));
      equal(disk.dirtyBytes(), 4, "dirty bytes");
      equal(disk.changedFiles(), 1, "changed files");
      await bench.crash();
      disk = await bench.mount();
      equal(disk.list(), ["a", "empty"], "files");
      await expectContent(disk, "a", text("one"));
      await expectContent(disk, "empty", text(""));
    },
  },
  {
    name: "flush of some names leaves the others dirty",
    async run(bench) {
      let disk = await bench.mount();
      disk.open("a").append(text("a"));
      disk.open("b").append(text("b"));
      await disk.flush(["b"]);
      equal(disk.dirtyBytes(), 1, "dirty bytes");
      await bench.crash();
      disk = await bench.mount();
      equal(disk.list(), ["b"], "files");
      await expectContent(disk, "b", text("b"));
    },
  },
  {
    name: "rename replaces and takes the content along, even when only the new name is flushed",
    async run(bench) {
      let disk = await bench.mount();
      disk.open("checkpoint").append(text("old content"));
      await disk.flush();
      for (const version of ["first", "second"]) {
        const draft = disk.open("checkpoint.tmp");
        draft.append(text(version));
        disk.rename("checkpoint.tmp", "checkpoint");
        equal(draft.name, "checkpoint", "the file follows");
      }
      await expectContent(disk, "checkpoint", text("second"));
      equal(disk.list(), ["checkpoint"], "files before");
      await disk.flush(["checkpoint"]);
      await bench.crash();
      disk = await bench.mount();
      equal(disk.list(), ["checkpoint"], "files after");
      await expectContent(disk, "checkpoint", text("second"));
    },
  },
  {
    name: "a rename that was not flushed is undone by a crash",
    async run(bench) {
      let disk = await bench.mount();
      disk.open("a").append(text("a"));
      disk.open("b").append(text("b"));
      await disk.flush();
      disk.rename("a", "b");
      await bench.crash();
      disk = await bench.mount();
      await expectContent(disk, "a", text("a"));
      await expectContent(disk, "b", text("b"));
    },
  },
  {
    name: "names can be swapped, reused and given up within one flush",
    async run(bench) {
      let disk = await bench.mount();
      for (const name of ["a", "b", "c"]) disk.open(name).append(text(`was ${name}`));
      await disk.flush();
      disk.rename("a", "x");
      disk.rename("b", "a");
      disk.rename("x", "b");
      disk.remove("c");
      disk.open("c").append(text("new c"));
      disk.open("gone").append(text("never seen"));
      disk.remove("gone");
      disk.rename("c", "d");
      disk.open("c").append(text("newest c"));
      await disk.flush();
      await bench.crash();
      disk = await bench.mount();
      equal(disk.list(), ["a", "b", "c", "d"], "files");
      await expectContent(disk, "a", text("was b"));
      await expectContent(disk, "b", text("was a"));
      await expectContent(disk, "c", text("newest c"));
      await expectContent(disk, "d", text("new c"));
    },
  },
  {
    name: "a deleted file is gone, its object is dead, and its name begins anew",
    async run(bench) {
      let disk = await bench.mount();
      const file = disk.open("a");
      file.append(text("a"));
      await disk.flush();
      disk.remove("a");
      disk.remove("a");
      await expectDiskError("failed", () => file.append(text("b")));
      equal(disk.exists("a"), false, "exists");
      equal(disk.open("a").sizeBytes, 0, "size of the new one");
      await disk.flush();
      await bench.crash();
      disk = await bench.mount();
      await expectContent(disk, "a", text(""));
    },
  },
  {
    name: "truncate cuts and extends with zeros, across flushes",
    async run(bench) {
      let disk = await bench.mount();
      const file = disk.open("a");
      file.append(text("abcdef"));
      await disk.flush();
      file.truncate(2);
      file.append(text("X"));
      file.truncate(5);
      await expectContent(disk, "a", text("abX\0\0"));
      await disk.flush();
      await expectContent(disk, "a", text("abX\0\0"));
      file.truncate(1);
      file.truncate(3);
      await bench.crash();
      disk = await bench.mount();
      await expectContent(disk, "a", text("abX\0\0"));
      disk.open("a").truncate(1);
      disk.open("a").truncate(3);
      await expectContent(disk, "a", text("a\0\0"));
      await disk.flush();
      await bench.crash();
      await expectContent(await bench.mount(), "a", text("a\0\0"));
    },
  },
  {
    name: "write overwrites, grows, and leaves zeros in a gap",
    async run(bench) {
      let disk = await bench.mount();
      const file = disk.open("a");
      file.write(2, text("cd"));
      file.write(0, text("A"));
      file.write(6, text("g"));
      await expectContent(disk, "a", text("A\0cd\0\0g"));
      await disk.flush();
      await bench.crash();
      disk = await bench.mount();
      disk.open("a").write(3, text("!!"));
      await expectContent(disk, "a", text("A\0c!!\0g"));
      await disk.flush();
      await bench.crash();
      await expectContent(await bench.mount(), "a", text("A\0c!!\0g"));
    },
  },
  {
    name: "large files survive, are appended to before anything is read, and come back after eviction",
    async run(bench) {
      let disk = await bench.mount({ cacheBytes: 128 * 1024 });
      const all = pattern(3 * MIB + 123, 1);
      const file = disk.open("a.log");
      for (let at = 0; at < all.length; at += 70_001) {
        file.append(all.subarray(at, at + 70_001));
        if (at % 3 === 0) await disk.flush();
      }
      await disk.flush();
      same(await content(disk, "a.log"), all, "whole file");
      same(await file.read(MIB - 5, 10), all.subarray(MIB - 5, MIB + 5), "across chunks");
      await bench.crash();
      disk = await bench.mount({ cacheBytes: 128 * 1024 });
      disk.open("a.log").append(text("tail"));
      disk.open("a.log").write(10, text("patch"));
      await disk.flush();
      await bench.crash();
      disk = await bench.mount();
      const expected = new Uint8Array(all.length + 4);
      expected.set(all);
      expected.set(text("patch"), 10);
      expected.set(text("tail"), all.length);
      await expectContent(disk, "a.log", expected);
    },
  },
  {
    name: "reads and changes while a flush runs",
    async run(bench) {
      let disk = await bench.mount({ cacheBytes: 64 * 1024 });
      const all = pattern(MIB, 2);
      disk.open("a").append(all);
      await disk.flush();
      disk.open("a").append(text("1"));
      const flushing = disk.flush();
      const early = disk.open("a").read(100, 1000);
      disk.rename("a", "b");
      disk.open("b").append(text("2"));
      disk.open("b").write(0, text("!"));
      const second = disk.flush(["b"]);
      same(await early, all.subarray(100, 1100), "read during the flush");
      await Promise.all([flushing, second]);
      await bench.crash();
      disk = await bench.mount();
      const expected = new Uint8Array(all.length + 2);
      expected.set(all);
      expected.set(text("!"));
      expected.set(text("12"), all.length);
      equal(disk.list(), ["b"], "files");
      await expectContent(disk, "b", expected);
    },
  },
  {
    name: "many flushes at once are all kept",
    async run(bench) {
      let disk = await bench.mount();
      const flushes: Promise<void>[] = [];
      for (let i = 0; i < 20; i++) {
        disk.open(`f${i % 4}`).append(text(String.fromCharCode(97 + i)));
        flushes.push(disk.flush([`f${i % 4}`]));
      }
      await Promise.all(flushes);
      equal(disk.dirtyBytes(), 0, "dirty");
      await bench.crash();
      disk = await bench.mount();
      await expectContent(disk, "f0", text("aeimq"));
      await expectContent(disk, "f3", text("dhlpt"));
    },
  },
  {
    name: "a full disk refuses the whole flush and keeps everything dirty until there is room",
    async run(bench) {
      if (bench.setQuota === undefined) return;
      let disk = await bench.mount();
      disk.open("a").append(text("kept"));
      await disk.flush();
      bench.setQuota(1000);
      disk.open("a").append(text("!"));
      disk.open("b").append(pattern(5000, 3));
      await expectDiskError("full", () => disk.flush());
      equal(disk.dirtyBytes(), 5001, "dirty bytes");
      await expectContent(disk, "b", pattern(5000, 3));
      bench.setQuota(null);
      await disk.flush();
      await bench.crash();
      disk = await bench.mount();
      await expectContent(disk, "a", text("kept!"));
      await expectContent(disk, "b", pattern(5000, 3));
    },
  },
  {
    name: "a full disk keeps the durable content as it was",
    async run(bench) {
      if (bench.setQuota === undefined) return;
      let disk = await bench.mount();
      disk.open("a").append(text("kept"));
      await disk.flush();
      bench.setQuota(1000);
      disk.open("a").write(0, text("lost"));
      disk.rename("a", "c");
      disk.open("b").append(pattern(5000, 3));
      await expectDiskError("full", () => disk.flush());
      await bench.crash();
      bench.setQuota(null);
      disk = await bench.mount();
      equal(disk.list(), ["a"], "files");
      await expectContent(disk, "a", text("kept"));
    },
  },
  {
    name: "a dead disk does nothing any more",
    async run(bench) {
      const disk = await bench.mount();
      const file = disk.open("a");
      file.append(text("a"));
      await disk.flush();
      file.append(text("b"));
      await bench.crash();
      await expectDiskError("closed", () => file.append(text("c")));
      await expectDiskError("closed", () => file.read(0, 1));
      await expectDiskError("closed", () => disk.open("b"));
      await expectDiskError("closed", () => disk.remove("a"));
      await expectDiskError("closed", () => disk.flush());
      await expectContent(await bench.mount(), "a", text("a"));
    },
  },
  {
    name: "random changes and crashes agree with a plain model",
    run: (bench) => againstModel(bench, 11, 600),
  },
];

/** Plays random changes on the disk and on maps of bytes; `steps` of them, from `seed`. */
export async function againstModel(bench: DiskBench, seed: number, steps: number): Promise<void> {
  const random = seededRandom(seed);
  const below = (bound: number): number => randomBelow(random, bound);
  const anyName = (): string => `f${below(4)}`;
  let disk = await bench.mount({ cacheBytes: 100_000 });
  let now = new Map<string, Uint8Array>();
  let durable = new Map<string, Uint8Array>();
  const put = (name: string, position: number, bytes: Uint8Array): void => {
    const old = now.get(name) ?? new Uint8Array(0);
    const grown = new Uint8Array(Math.max(old.length, position + bytes.length));
    grown.set(old);
    grown.set(bytes, position);
    now.set(name, grown);
  };
  for (let step = 0; step < steps; step++) {
    const name = anyName();
    const bytes = pattern(below(below(20) === 0 ? 150_000 : 300), step);
    const size = now.get(name)?.length ?? 0;
    const what = below(100);
    if (what < 40) {
      disk.open(name).append(bytes);
      put(name, size, bytes);
    } else if (what < 50) {
      const position = below(size + 200);
      disk.open(name).write(position, bytes);
      put(name, bytes.length === 0 ? 0 : position, bytes);
    } else if (what < 60) {
      const cutTo = below(size + 100);
      disk.open(name).truncate(cutTo);
      const cut = new Uint8Array(cutTo);
      cut.set((now.get(name) ?? new Uint8Array(0)).subarray(0, cutTo));
      now.set(name, cut);
    } else if (what < 68) {
      const to = anyName();
      if (now.has(name)) {
        disk.rename(name, to);
        const moved = now.get(name)!;
        now.delete(name);
        now.set(to, moved);
      }
    } else if (what < 73) {
      disk.remove(name);
      now.delete(name);
    } else if (what < 88) {
      await disk.flush();
      durable = new Map(now);
    } else if (what < 92) {
      await bench.crash();
      disk = await bench.mount({ cacheBytes: 100_000 });
      now = new Map(durable);
    } else {
      equal(disk.list(), [...now.keys()].sort(), `files at step ${step} of seed ${seed}`);
      for (const [file, expected] of now) {
        const position = below(expected.length + 1);
        const length = below(expected.length - position + 10);
        const read = await disk.open(file).read(position, length);
        same(read, expected.subarray(position, position + length), `${file} at step ${step} of seed ${seed}`);
      }
    }
  }
  for (const [file, expected] of now) await expectContent(disk, file, expected);
}

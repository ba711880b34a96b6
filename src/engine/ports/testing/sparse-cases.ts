// Files of which little was written: what was not costs nothing, and reads as zeros. Kafka preallocates every index.
import { type DiskCase, equal, most, same, text } from "./disk-bench.ts";

const MIB = 1024 * 1024;

export const SPARSE_CASES: readonly DiskCase[] = [
  {
    name: "what extends a file costs nothing, in memory and on the medium, and reads as zeros",
    async run(bench) {
      let disk = await bench.mount();
      const names = Array.from({ length: 50 }, (_, i) => `orders-${i}/a.index`);
      for (const name of names) {
        disk.open(name).truncate(10 * MIB);
        disk.open(name).append(text("end"));
        disk.open(name).truncate(10 * MIB);
        disk.open(name).write(0, text("entry"));
      }
      const cheap = async (when: string): Promise<void> => {
        for (const name of names) {
          const file = disk.open(name);
          equal(file.sizeBytes, 10 * MIB, `size ${when}`);
          same(await file.read(0, 6), text("entry\0"), `begin ${when}`);
          same(await file.read(10 * MIB - 4, 10), text("\0\0\0\0"), `end ${when}`);
          same(await file.read(5 * MIB - 2, 4), text("\0\0\0\0"), `middle ${when}`);
        }
        most(disk.residentBytes(), 50 * 4096, `resident bytes ${when}`);
        most((await bench.storedBytes?.()) ?? 0, 50 * 4096, `stored bytes ${when}`);
      };
      equal(disk.dirtyBytes(), 50 * 5, "dirty bytes");
      await cheap("before the flush");
      await disk.flush();
      await cheap("after the flush");
      await bench.crash();
      disk = await bench.mount();
      await cheap("after the crash");
      for (const name of names) disk.open(name).write(8, text("more"));
      await disk.flush();
      await bench.crash();
      disk = await bench.mount();
      most((await bench.storedBytes?.()) ?? 0, 50 * 4096, "stored bytes at the end");
      same(await disk.open(names[7]!).read(0, 13), text("entry\0\0\0more\0"), "both writes");
      equal(disk.open(names[7]!).sizeBytes, 10 * MIB, "size at the end");
    },
  },
  {
    name: "a file of many gigabytes with a few bytes in it is written, cut and read in pieces",
    async run(bench) {
      let disk = await bench.mount();
      const file = disk.open("huge");
      file.truncate(8 * 1024 * MIB);
      file.write(5 * 1024 * MIB - 2, text("middle"));
      await disk.flush();
      most(disk.residentBytes(), MIB, "resident bytes");
      most((await bench.storedBytes?.()) ?? 0, MIB, "stored bytes");
      await bench.crash();
      disk = await bench.mount();
      same(await disk.open("huge").read(5 * 1024 * MIB - 3, 8), text("\0middle\0"), "middle");
      disk.open("huge").truncate(5 * 1024 * MIB);
      disk.open("huge").truncate(6 * 1024 * MIB);
      same(await disk.open("huge").read(5 * 1024 * MIB - 3, 8), text("\0mi\0\0\0\0\0"), "cut");
      await disk.flush();
      await bench.crash();
      disk = await bench.mount();
      equal(disk.open("huge").sizeBytes, 6 * 1024 * MIB, "size");
      same(await disk.open("huge").read(5 * 1024 * MIB - 3, 8), text("\0mi\0\0\0\0\0"), "cut, stored");
    },
  },
  {
    name: "a file tells what a power cut would lose of it",
    async run(bench) {
      const disk = await bench.mount();
      const file = disk.open("a");
      file.append(text("0123456789"));
      await disk.flush();
      equal(file.dirtyRanges(), [], "clean");
      file.append(text("ab"));
      file.write(3, text("x"));
      const ranges = [
        { start: 3, end: 4 },
        { start: 10, end: 12 },
      ];
      equal(file.dirtyRanges(), ranges, "dirty");
      file.truncate(20);
      equal(file.dirtyRanges(), ranges, "extended by nothing but zeros");
      const flushing = disk.flush();
      file.truncate(11);
      equal(file.dirtyRanges(), [ranges[0], { start: 10, end: 11 }], "while the flush runs");
      await flushing;
      equal(file.dirtyRanges(), [], "flushed");
      equal(disk.dirtyBytes(), 0, "dirty bytes");
      most(-file.residentBytes(), -10, "resident bytes");
    },
  },
];
